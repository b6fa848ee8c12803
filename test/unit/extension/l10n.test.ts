import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { english } from '../../../src/webview/strings.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const bundle = JSON.parse(read('l10n/bundle.l10n.json')) as Readonly<Record<string, string>>;
const manifest = read('package.json');
const manifestTexts = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;

/** The texts that the extension's code hands to `l10n.t`. */
function textsOfCode(): string[] {
  return globSync('src/extension/**/*.ts', { cwd: root }).flatMap((file) =>
    [...read(file).matchAll(/l10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)].map(([, single, double]) =>
      (single ?? double ?? '').replaceAll(/\\(['"])/g, '$1'),
    ),
  );
}

describe('what a translator gets', () => {
  it("holds every text of the extension and of its pages, and nothing that isn't shown any more", () => {
    const shown = new Set<string>([...textsOfCode(), ...Object.values(english)]);
    assert.ok(shown.size > 150);
    assert.deepEqual(Object.keys(bundle).sort(), [...shown].sort());
  });

  it('holds every text of the manifest, and nothing more', () => {
    const named = [...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    assert.deepEqual(Object.keys(manifestTexts).sort(), [...new Set(named)].sort());
  });
});
