import { FoldedText } from './shownTexts.tsx';

/** A patch as it was written, its added and removed lines coloured. */
export function PatchView({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <figure class="patch" aria-label={label}>
      <FoldedText
        text={text}
        render={(shown) => (
          <pre>
            {shown.split('\n').map((line, index) => (
              <span key={index} class={lineClass(line)}>
                {line}
                {'\n'}
              </span>
            ))}
          </pre>
        )}
      />
    </figure>
  );
}

function lineClass(line: string): string {
  if (/^(\*\*\* |diff --git |index |--- |\+\+\+ |@@)/.test(line)) return 'patch-head';
  if (line.startsWith('+')) return 'patch-added';
  return line.startsWith('-') ? 'patch-removed' : '';
}
