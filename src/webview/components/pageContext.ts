import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Strings } from '../strings.ts';

/** What a page lets its parts do beyond showing. A part whose action is missing shows no button for it. */
export interface PageActions {
  /** Opens the editor's own diff of one file of an operation. */
  readonly open?: (operation: string, path: string) => void;
  /** Shows a file as it is now; `line` counts from 1. */
  readonly reveal?: (path: string, line?: number) => void;
}

export interface PageContext {
  readonly strings: Strings;
  readonly actions: PageActions;
}

export const Page = createContext<PageContext>({ strings: new Strings(), actions: {} });

/** Strings and actions of the page that a component stands in. */
export function usePage(): PageContext {
  return useContext(Page);
}
