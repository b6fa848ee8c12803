import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as esbuild from 'esbuild';
import { Redactor } from '../../src/core/session/redaction/redactor.ts';
import { DocumentLog } from '../../src/extension/recorder/documentLog.ts';
import type { EditorDocument } from '../../src/extension/recorder/editorDocument.ts';
import { objectId } from '../../src/node/git/looseObject.ts';
import { Journal } from '../../src/node/recording/journal.ts';
import { SessionWriter } from '../../src/node/store/sessionWriter.ts';
import { type BenchRow, percentile } from './benchRow.ts';

const root = path.resolve(import.meta.dirname, '../..');
const uri = 'file:///bench.ts';

/** Size of the bundle that activation loads, and what one typed character costs the thread in which it is typed. */
export async function bench(): Promise<readonly BenchRow[]> {
  const bytes = await bundleBytes();
  const typing = await typingCosts(5_000, 1_000);
  const [p50, p99] = [percentile(typing, 0.5), percentile(typing, 0.99)];
  return [
    { name: 'main bundle, minified', value: bytes / 1000, unit: 'kB', target: '< 500', ok: bytes < 500_000 },
    { name: 'typing listener, median at 1,000 events/s', value: p50, unit: 'ms', ok: true },
    { name: 'typing listener, p99 at 1,000 events/s', value: p99, unit: 'ms', target: '< 1', ok: p99 < 1 },
  ];
}

async function bundleBytes(): Promise<number> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['src/extension/extension.ts'],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    legalComments: 'none',
    external: ['vscode', 'tree-sitter', 'tree-sitter-*'],
  });
  return outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
}

/** Milliseconds of each of `count` one-character edits of a 1 MB document, recorded to a real log at `perSecond`. */
async function typingCosts(count: number, perSecond: number): Promise<number[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-'));
  const head = { id: 'bench', goal: '', startedAt: new Date(0).toISOString(), roots: [], tool: { version: '0' } };
  const writer = SessionWriter.create(folder, head);
  try {
    const journal = new Journal({
      redactor: new Redactor({ enabled: true }),
      blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => objectId('blob', bytes) },
      askForText: () => {
        throw new Error('an edit did not fit');
      },
      onFailure: (error) => {
        throw error;
      },
      onWrite: () => undefined,
    });
    journal.open(writer, []);
    const documents = new DocumentLog(journal);
    const document = largeDocument();
    documents.open(document);
    const costs: number[] = [];
    const began = performance.now();
    while (costs.length < count) {
      const due = Math.min(count, Math.floor(((performance.now() - began) * perSecond) / 1000));
      while (costs.length < due) costs.push(typeOne(documents, document, costs.length));
      await sleep(1);
    }
    return costs;
  } finally {
    writer.close(new Date(0).toISOString());
    rmSync(folder, { recursive: true });
  }
}

function typeOne(documents: DocumentLog, { eol, encoding }: EditorDocument, typed: number): number {
  // Places far apart, because a cursor near the last edit is the cheap case.
  const offset = (typed * 7919) % 1_000_000;
  const before = performance.now();
  documents.change({
    uri,
    version: typed + 2,
    changes: [[offset, 0, 'x']],
    reason: undefined,
    evidence: undefined,
    dirty: true,
    eol,
    encoding,
  });
  return performance.now() - before;
}

function largeDocument(): EditorDocument {
  const text = 'const answer = compute(42); // a line of ordinary length\n'.repeat(18_000);
  return {
    uri,
    path: 'bench.ts',
    root: 0,
    inWorkspace: true,
    version: 1,
    text,
    eol: '\n',
    encoding: 'utf8',
    language: 'typescript',
    dirty: false,
    disk: null,
  };
}
