import assert from 'node:assert/strict';
import { cellNotebook, cellPlace } from '../../../src/extension/recorder/notebookCell.ts';
import { outputPieces } from '../../../src/extension/recorder/notebookOutputs.ts';

const text = (data: string, mime = 'text/plain') => ({ mime, data: Buffer.from(data) });
const KILOBYTE = 1024;

describe('what a cell puts out', () => {
  it('is kept as text where it is text, and by its size where it is not', () => {
    const mimes = [
      'application/vnd.code.notebook.stdout',
      'application/vnd.code.notebook.error',
      'application/json',
      'image/svg+xml',
      'text/html',
    ];
    assert.deepEqual(
      outputPieces([...mimes.map((mime) => text('ü', mime)), { mime: 'image/png', data: Uint8Array.of(1, 2) }]),
      [...mimes.map((mime) => ({ mime, text: 'ü' })), { mime: 'image/png', bytes: 2 }],
    );
  });

  it('is cut after 32 KB, not inside a character, and then says how large it was', () => {
    const [piece] = outputPieces([text(`${'x'.repeat(32 * KILOBYTE - 1)}😀rest`)]);
    assert.deepEqual(piece, { mime: 'text/plain', text: 'x'.repeat(32 * KILOBYTE - 1), bytes: 32 * KILOBYTE + 7 });
    const exact = 'y'.repeat(32 * KILOBYTE);
    assert.deepEqual(outputPieces([text(exact)]), [{ mime: 'text/plain', text: exact }]);
  });

  it('is bounded for a cell as a whole', () => {
    const pieces = outputPieces(Array.from({ length: 300 }, () => text('z'.repeat(32 * KILOBYTE))));
    assert.equal(pieces.length, 200);
    assert.equal(
      pieces.reduce((sum, piece) => sum + (piece.text?.length ?? 0), 0),
      512 * KILOBYTE,
    );
    assert.deepEqual(pieces.at(-1), { mime: 'text/plain', bytes: 32 * KILOBYTE });
  });
});

describe('the notebook of a cell', () => {
  const address = (fragment: string, path = '/w/a/n.ipynb') => ({ scheme: 'vscode-notebook-cell', path, fragment });
  const coded = (scheme: string) => `W0s${encodeURIComponent(Buffer.from(scheme).toString('base64'))}`;
  const decoded = (scheme: string) => decodeURIComponent(coded(scheme));
  const roots = [{ path: '/w', name: 'w' }];

  it('is a file, here or where the editor runs', () => {
    for (const scheme of ['file', 'vscode-remote']) {
      assert.deepEqual(cellPlace(address(decoded(scheme)), roots), { root: 0, path: 'a/n.ipynb' });
    }
  });

  it('is a draft, or none of the workspace', () => {
    assert.equal(cellPlace(address(decoded('untitled'), 'Untitled-1.ipynb'), roots), 'draft');
    assert.equal(cellPlace(address(decoded('file'), '/elsewhere/n.ipynb'), roots), undefined);
  });

  it('is not recorded as git remembers it, and nothing else is a cell', () => {
    assert.equal(cellNotebook(address(decoded('git'))), undefined);
    assert.equal(cellNotebook({ scheme: 'file', path: '/w/a', fragment: '' }), undefined);
  });
});
