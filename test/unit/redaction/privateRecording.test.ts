import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { apply } from '../../../src/core/edit/apply.ts';
import type { TextChange } from '../../../src/core/edit/change.ts';
import { CommandLog } from '../../../src/extension/recorder/commandLog.ts';
import { DocumentLog } from '../../../src/extension/recorder/documentLog.ts';
import type { EditorDocument } from '../../../src/extension/recorder/editorDocument.ts';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { Checkpoints } from '../../../src/node/recording/checkpoints.ts';
import { readDisk } from '../../../src/node/recording/diskBytes.ts';
import { DiskLog } from '../../../src/node/recording/diskLog.ts';
import { FileOperations } from '../../../src/node/recording/fileOperations.ts';
import { Journal } from '../../../src/node/recording/journal.ts';
import { SecretKeeper } from '../../../src/node/secrets/secretKeeper.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { verifySessionFolder } from '../../../src/node/store/verifySession.ts';
import { makeSandbox } from '../git/sandbox.ts';
import { everythingIn } from './rawBytes.ts';

const TOKEN = 'ghp_Ab12Cd34Ef56Gh78Ij90Kl12Mn34Op56Qr78';
const VALUE = 'q8Zr4T1xW9vBn3Kp';
const secrets = [TOKEN.slice(4), VALUE];
const snippets = [
  `const t = '${TOKEN}';\n`,
  `password = "${VALUE}"\n`,
  `use('${VALUE}');\n`,
  'plain text\n',
  '"',
  '\n',
  'x',
  '',
];

type Step =
  | { readonly kind: 'edit'; readonly at: number; readonly gone: number; readonly come: string }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'save' | 'checkpoint' | 'outside' | 'print' | 'rename' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('edit' as const), at: fc.nat(), gone: fc.nat(30), come: fc.constantFrom(...snippets) }),
  fc.record({ kind: fc.constant('type' as const), text: fc.constantFrom(snippets[0] ?? '', snippets[1] ?? '') }),
  fc.constantFrom<Step>(
    { kind: 'save' },
    { kind: 'checkpoint' },
    { kind: 'outside' },
    { kind: 'print' },
    { kind: 'rename' },
  ),
);

describe('a recording with secrets in it', () => {
  it('verifies, and has none of them in any byte, whatever is typed, saved, renamed, printed or written from outside', async function () {
    this.timeout(120_000);
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), recordAndCheck), { numRuns: 12 });
  });
});

async function recordAndCheck(steps: readonly Step[]): Promise<void> {
  const sandbox = makeSandbox();
  const root = path.join(sandbox.folder, 'root');
  const data = path.join(root, '.tracewright');
  mkdirSync(root);
  writeFileSync(path.join(root, 'a.ts'), `// start\nconst password = '${VALUE}';\n`);
  writeFileSync(path.join(root, '.env'), `KEY=${VALUE}\n`);
  const keeper = new SecretKeeper({ enabled: true, allow: [] });
  const shadow = new ShadowGit(data, 'one', { intake: keeper.intake });
  const journal = new Journal({
    redactor: keeper.redactor,
    blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => shadow.writeBlob(bytes) },
    askForText: (_uri, why) => assert.fail(why),
    onFailure: (error) => assert.fail(String(error)),
    onWrite: () => undefined,
  });
  const documents = new DocumentLog(journal);
  const disk = new DiskLog(journal, nodeDigest);
  const commands = new CommandLog(journal);
  const roots = [{ name: 'root', path: root }];
  const log = { info: () => undefined, warn: () => undefined, error: (what: string) => assert.fail(what) };
  const quiet = { operations: new FileOperations(), saves: new FileOperations() };
  const checkpoints = new Checkpoints({ roots, snapshots: shadow, journal, disk, log, ...quiet });
  const at = new Date(0).toISOString();
  const trees = await checkpoints.base();
  const state = { name: 'root', path: root, tree: trees[0] ?? '', commit: null, branch: null };
  const head = { id: 'one', goal: '', startedAt: at, roots: [state], tool: { version: '0' } };
  const writer = SessionWriter.create(path.join(data, 'sessions'), head);
  journal.open(writer, [{ kind: 'session-start', at, goal: '', roots: [state], tool: { version: '0' } }]);

  let name = 'a.ts';
  let version = 1;
  let text = readFileSync(path.join(root, name), 'utf8');
  let dirty = false;
  const plain = (): EditorDocument => ({
    uri: `file:///${name}`,
    path: name,
    root: 0,
    inWorkspace: true,
    version,
    text,
    eol: '\n',
    encoding: 'utf8',
    language: 'typescript',
    dirty,
    disk: readFileSync(path.join(root, name)),
  });
  const edit = (change: TextChange) => {
    text = apply(text, [change]);
    version++;
    dirty = true;
    const rest = { reason: undefined, evidence: undefined, dirty, eol: '\n', encoding: 'utf8' } as const;
    documents.change({ uri: `file:///${name}`, version, changes: [change], ...rest });
  };
  const save = () => {
    writeFileSync(path.join(root, name), text);
    dirty = false;
    const saved = documents.save(plain());
    if (saved !== undefined) disk.saved({ root: 0, path: name }, saved);
  };
  documents.open(plain());
  for (const [index, { kind, ...more }] of steps.entries()) {
    if (kind === 'edit') {
      const { at: place, gone, come } = more as { at: number; gone: number; come: string };
      const offset = place % (text.length + 1);
      edit([offset, Math.min(gone, text.length - offset), come]);
    } else if (kind === 'type') {
      for (const letter of (more as { text: string }).text) edit([text.length, 0, letter]);
    } else if (kind === 'save') save();
    else if (kind === 'checkpoint') await checkpoints.take('idle');
    else if (kind === 'outside') {
      const file = path.join(root, `outside-${index}.ts`);
      writeFileSync(file, `connect('${VALUE}', '${TOKEN}');\n`);
      if (index % 2 === 0) disk.found({ root: 0, path: path.basename(file) }, readDisk(file), 'watcher');
    } else if (kind === 'print') {
      const command = commands.start({ terminal: 't', line: `echo ${TOKEN}`, cwd: root, confidence: 'high' });
      for (const piece of [`${TOKEN.slice(0, 9)}`, `${TOKEN.slice(9)} ${VALUE.slice(0, 3)}`, VALUE.slice(3)]) {
        commands.output(command, piece);
      }
      commands.end(command, 0);
    } else {
      save();
      const to = `renamed-${index}.ts`;
      const pair = { from: `file:///${name}`, to: `file:///${to}` };
      documents.willRename([pair]);
      renameSync(path.join(root, name), path.join(root, to));
      disk.renamed({ root: 0, path: name }, { root: 0, path: to });
      name = to;
      documents.open(plain());
      documents.didRename([pair]);
    }
  }
  save();
  await checkpoints.take('stop');
  journal.append({ kind: 'session-stop', at, why: 'asked' });
  writer.close(at);
  shadow.dispose();
  keeper.dispose();
  const report = await verifySessionFolder(path.join(data, 'sessions', 'one'));
  assert.ok(report.ok, JSON.stringify(report.firstDivergence));
  assert.ok(report.checkpoints.matched > 0);
  const everything = everythingIn(data);
  for (const secret of secrets) assert.ok(!everything.includes(secret), secret);
  sandbox.dispose();
}
