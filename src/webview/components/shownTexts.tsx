import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownPart } from '../../core/trajectory/viewing/shownText.ts';
import { CodeText } from './codeText.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';

/** A longer text is folded to its beginning: lines, and UTF-16 code units. */
const FOLD_LINES = 30;
const FOLD_LENGTH = 6_000;

/** Texts and the names of pictures, one below the other. `prose`: what a person or model wrote, not what a tool gave. */
export function ShownTexts({ parts, prose }: { readonly parts: readonly ShownPart[]; readonly prose?: boolean }) {
  const { strings } = usePage();
  return (
    <>
      {parts.map((part, index) =>
        part.kind === 'text' ? (
          <FoldedText key={index} text={part.text} hidden={part.hidden} prose={prose === true} />
        ) : (
          <p key={index} class="media-part">
            <Icon name="file" />
            {part.bytes > 0 ? strings.text('trajectory.media', part.name, sizeText(part.bytes)) : part.name}
          </p>
        ),
      )}
    </>
  );
}

interface FoldedTextProps {
  readonly text: string;
  /** So many code units of the end are not here. */
  readonly hidden?: number;
  readonly prose?: boolean;
  readonly render?: (text: string) => ComponentChildren;
}

/** A text with its line breaks; a long one is folded to its beginning until it is opened. */
export function FoldedText({ text, hidden = 0, prose = false, render }: FoldedTextProps) {
  const { strings } = usePage();
  const [open, setOpen] = useState(false);
  const short = foldedText(text);
  const shown = open ? text : short;
  const lines = text.split('\n').length;
  return (
    <div class={prose ? 'shown-text prose' : 'shown-text'}>
      {render !== undefined ? render(shown) : prose ? <Prose text={shown} /> : <pre>{shown}</pre>}
      {short.length < text.length && (
        <button type="button" class="button unfold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="expand" />
          {open ? strings.text('trajectory.fold') : strings.text('trajectory.unfold', lines)}
        </button>
      )}
      {hidden > 0 && <p class="muted">{strings.text('trajectory.cut', hidden)}</p>}
    </div>
  );
}

/** Text that may be Markdown, as text: fences and code are set apart, headings are bold, nothing else is touched. */
function Prose({ text }: { readonly text: string }) {
  const parts = text.split(/^(?: {0,3})```.*$/m);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <pre key={index}>{part.replace(/^\n|\n$/g, '')}</pre>
        ) : part.trim() === '' ? null : (
          <div key={index} class="prose-part">
            {part
              .replace(/^\n+|\s+$/g, '')
              .split('\n')
              .map((line, number) => (
                <ProseLine key={number} line={line} />
              ))}
          </div>
        ),
      )}
    </>
  );
}

function ProseLine({ line }: { readonly line: string }) {
  const heading = /^#{1,6}\s+(.*)$/.exec(line);
  return (
    <>
      {heading === null ? <CodeText text={line} /> : <strong>{heading[1]}</strong>}
      {'\n'}
    </>
  );
}

function foldedText(text: string): string {
  let end = 0;
  for (let line = 0; line < FOLD_LINES; line++) {
    const next = text.indexOf('\n', end);
    if (next < 0) {
      end = text.length;
      break;
    }
    end = next + 1;
  }
  // A few more lines are not worth a button.
  const rest = text.slice(end);
  if (rest.length < 800 && rest.split('\n').length < 8) end = text.length;
  return text
    .slice(0, Math.min(end, text.length > FOLD_LENGTH + 800 ? FOLD_LENGTH : end))
    .replace(/[\ud800-\udbff]$/, '');
}

/** Bytes for people. */
function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
