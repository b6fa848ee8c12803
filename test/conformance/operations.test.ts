import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { NewEvent, SessionEvent } from '../../src/core/session/event.ts';
import type { Operation } from '../../src/core/session/operation.ts';
import { inferOperations } from '../../src/core/session/operations.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import { pathsOf, textParser } from '../../src/node/syntax/textParser.ts';
import { probeEvents } from './probeEvents.ts';
import { haveRecordings, RECORDINGS, readRecording } from './workspaceRecording.ts';

const none = () => undefined;
const there = haveRecordings();
const LONG = 'EditSourceTracker.test1.recording.w.json';

async function operationsOf(file: string): Promise<{ events: readonly SessionEvent[]; operations: Operation[] }> {
  const { events } = readRecording(path.join(RECORDINGS, file));
  const parse = await textParser(pathsOf(events));
  assert.ok(parse);
  return { events, operations: inferOperations(events, [[]], none, nodeDigest, parse) };
}

const share = (operations: readonly Operation[], test: (operation: Operation) => boolean) =>
  operations.filter(test).length / operations.length;

(there ? describe : describe.skip)('operations of published recordings', () => {
  describe('92 minutes of work', () => {
    let events: readonly SessionEvent[] = [];
    let operations: Operation[] = [];
    before(async () => {
      ({ events, operations } = await operationsOf(LONG));
    });
    const count = (...kinds: Operation['kind'][]) => operations.filter(({ kind }) => kinds.includes(kind)).length;
    const find = (title: RegExp) => operations.find((operation) => title.test(operation.title));

    it('are some two hundred operations, most of them typed', () => {
      assert.ok(operations.length > 150 && operations.length < 320, String(operations.length));
      assert.ok(count('typed-edit') > 110 && count('typed-edit') < 230);
      for (const [least, kinds, most] of [
        [2, ['search-replace'], 4],
        [1, ['rename-symbol'], 3],
        [9, ['add-import', 'remove-import'], 25],
        [3, ['move-declaration'], 9],
        [0, ['extract', 'inline'], 4],
        [1, ['change-signature'], 8],
        [4, ['format'], 25],
        [3, ['revert'], 12],
        [4, ['paste'], 40],
        [2, ['edit'], 20],
      ] as const)
        assert.ok(count(...kinds) >= least && count(...kinds) <= most, `${kinds.join()}: ${count(...kinds)}`);
    });

    it('have what really was done in them, by name', () => {
      assert.deepEqual(find(/^Replace `ts-plugin-file-path-support`/)?.files.length, 5);
      assert.ok(find(/^Rename `normalizeResult` to `normalizeReferences` in 1 file$/));
      assert.ok(find(/^Move `normalizeResult`, .* from `.*utils\.ts` to `.*tests\.test\.ts`/));
      assert.ok(find(/^Move `shouldIgnoreFirst` within `.*decorateLanguageService\.ts`$/));
      assert.ok(find(/^Change signature of `normalizeReferences` in `.*tests\.test\.ts`, 1 call follows$/));
      assert.ok(find(/^Import `decorateLanguageService` from `\.\/decorateLanguageService` in `.*src[\\/]index\.ts`$/));
      assert.ok(find(/^Rewrite parts of `.*utils\.ts`/));
      assert.equal(find(/^Format 3 files$/)?.actor, 'tool');
    });

    it('have nothing of kinds that nothing in the recording can show', () => {
      assert.equal(
        count('git', 'run-tests', 'run-command', 'disk-change', 'move-file', 'create-file', 'delete-file'),
        0,
      );
      assert.deepEqual(
        operations.filter(({ actor }) => actor === 'agent' || actor === 'vcs'),
        [],
      );
    });

    it('are a person’s where the cursor was, and nobody’s where it was not', () => {
      assert.ok(share(operations, ({ actor }) => actor === 'human') > 0.7);
      assert.ok(share(operations, ({ actor }) => actor === 'unknown') < 0.25);
      assert.equal(find(/^Replace `ts-plugin-file-path-support`/)?.actor, 'unknown');
      assert.equal(find(/^Rewrite parts of `.*utils\.ts`/)?.actor, 'unknown');
    });

    it('are the same each time', async () => {
      const again = inferOperations(events, [[]], none, nodeDigest, await textParser(pathsOf(events)));
      assert.deepEqual(again, operations);
    });
  });

  for (const file of there ? readdirSync(RECORDINGS).filter((name) => name.endsWith('recording.w.json')) : []) {
    it(`${file}: every edit in one operation, with a title, a file and a word on who`, async () => {
      const { events, operations } = await operationsOf(file);
      const owned = operations.flatMap(({ seqs }) => seqs);
      assert.equal(new Set(owned).size, owned.length);
      const all = new Set(owned);
      assert.deepEqual(
        events.filter(({ kind, seq }) => kind === 'edit' && !all.has(seq)),
        [],
      );
      for (const { title, files, evidence, confidence } of operations) {
        assert.match(title, /^[A-Z].{4,220}$/);
        assert.ok(files.length > 0, title);
        assert.match(evidence.at(-1) ?? '', /^Who: /);
        assert.ok(confidence > 0 && confidence <= 1);
      }
    });
  }
});

(there ? describe : describe.skip)('operations of what VS Code was seen to raise', () => {
  const scenarios = there ? probeEvents('probe-1.jsonl') : new Map<string, SessionEvent[]>();
  const infer = (events: readonly SessionEvent[]) =>
    inferOperations(events, [[]], none, nodeDigest).map(({ kind, actor, title }) => `${kind}, ${actor}: ${title}`);

  const expected: Readonly<Record<string, readonly string[]>> = {
    type1: ['typed-edit, human: Edit `m.txt`'],
    undoRedo: ['undo, human: Undo in `m.txt`'],
    multiCursor: ['typed-edit, human: Edit `m.txt`'],
    paste: [],
    enterAutoIndent: ['typed-edit, human: Edit `t.ts`'],
    snippet: ['typed-edit, human: Edit `t.ts`: `for(i){}`'],
    tsRename: ['rename-symbol, unknown: Rename `sum` to `sumAll` in 3 files'],
    crlf: ['typed-edit, unknown: Edit `crlf.txt`: `n1 n2`', 'typed-edit, human: Edit `crlf.txt`: white space'],
    eolChange: ['edit, human: Change the line ends of `crlf.txt`'],
    mixedEol: [],
    bom: [],
    latin1: [],
    utf16off: ['typed-edit, human: Edit `emoji.txt`'],
    extChangeClean: ['disk-change, unknown: `ext.txt` changed on disk'],
    extChangeDirty: ['typed-edit, unknown: Edit `ext.txt`: `dirty`', 'disk-change, unknown: `ext.txt` changed on disk'],
    extChangeClosed: ['disk-change, unknown: `closed.txt` changed on disk'],
    agentDiskAtomic: ['disk-change, unknown: 2 files changed on disk'],
    noopSave: [],
    renameFolder: ['move-file, human: Move `dir` to `dir2`'],
    renameOnDisk: ['disk-change, unknown: 2 files changed on disk'],
    deleteWsEdit: ['delete-file, human: Delete `mv3.txt`'],
    task: ['run-command, human: Run `echo task; exit 2`, exit code 2'],
  };
  for (const [name, titles] of Object.entries(expected))
    it(`${name}: ${titles.length === 0 ? 'nothing' : titles.join('; ')}`, () => {
      const events = scenarios.get(name);
      assert.ok(events, 'the probe has no such scenario');
      assert.deepEqual(infer(events), titles);
    });

  it('a workspace edit over open and closed files is nobody’s', () => {
    const operations = infer(scenarios.get('wsEditClosedFiles') ?? []);
    assert.ok(operations.length > 0);
    for (const operation of operations) assert.match(operation, /, unknown: /);
  });

  it('formatting on save is a tool’s, and the edit before it is not', () => {
    const operations = infer(scenarios.get('formatOnSave') ?? []);
    assert.ok(operations.includes('format, tool: Format `f.json`'));
    assert.equal(operations.filter((operation) => operation.startsWith('format')).length, 1);
  });

  it('a dirty file that is renamed moves, and its commands run with their exit codes', () => {
    assert.ok(infer(scenarios.get('renameOpenDirty') ?? []).includes('move-file, human: Move `ren.txt` to `ren2.txt`'));
    const commands = infer(scenarios.get('terminal') ?? []);
    assert.equal(commands.length, 5);
    assert.equal(commands[0], 'run-command, human: Run `echo hi; false`, exit code 1');
  });

  it('F2 is a person’s once it is known that a rename was asked for; a checkout takes the reload before it along', () => {
    const [events = []] = [...probeEvents('probe-2.jsonl').values()];
    const asked: NewEvent = { kind: 'request', what: 'rename', doc: 0, at: 17 };
    const place = events.findIndex(({ kind }) => kind === 'edit');
    const seen = [...events.slice(0, place), { ...asked, t: 5573, seq: 0 } as SessionEvent, ...events.slice(place)].map(
      (event, seq) => ({ ...event, seq }),
    );
    const operations = infer(seen);
    assert.equal(operations[0], 'rename-symbol, human: Rename `sum` to `sumAll` in 3 files');
    assert.ok(infer(events)[0]?.startsWith('rename-symbol, unknown'));
    assert.equal(operations.at(-1), 'git, vcs: Git: check out `other`');
    assert.ok(!operations.some((operation) => /disk-change|revert/.test(operation)));
  });
});
