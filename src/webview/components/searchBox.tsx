import type { RefObject } from 'preact';
import { Icon } from './icon.tsx';

export interface SearchBoxProps {
  /** For those who do not see it. */
  readonly label: string;
  readonly hint: string;
  readonly query: string;
  /** How many there are, at the end of the box. */
  readonly count: string;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onQuery: (query: string) => void;
  /** Down or Enter in the box: on to the list. */
  readonly onLeave: () => void;
}

/** A box to search a list with: Escape empties it, Down and Enter go on to the list. */
export function SearchBox({ label, hint, query, count, searchRef, onQuery, onLeave }: SearchBoxProps) {
  return (
    <label class="search">
      <Icon name="search" />
      <span class="unseen">{label}</span>
      <input
        ref={searchRef}
        type="search"
        value={query}
        placeholder={hint}
        spellcheck={false}
        onInput={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'Enter') {
            onLeave();
            event.preventDefault();
          } else if (event.key === 'Escape' && query !== '') onQuery('');
        }}
      />
      <span class="search-count">{count}</span>
    </label>
  );
}
