import assert from 'node:assert/strict';
import type { NewEvent } from '../../../src/core/session/event.ts';
import type { Operation } from '../../../src/core/session/operation.ts';
import { inferOperations } from '../../../src/core/session/operations.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { baseOf, edit, open, placed, save } from './fixtures.ts';

type Timed = NewEvent & { t?: number };

const files = { 'a.ts': 'const a = sum(1);\nsum(2);\n', 'b.ts': 'sum(3);\nsum(4);\n' };
const { base, blobs } = baseOf(files);
const opened: Timed[] = [
  { ...open(0, 'a.ts', files['a.ts']), t: 0 },
  { ...open(1, 'b.ts', files['b.ts']), t: 1 },
];

function infer(events: readonly Timed[]): Operation[] {
  return inferOperations(placed([...opened, ...events]), base, blobs, nodeDigest);
}

/** The actor of the only operation, with the line that says why. */
function who(events: readonly Timed[], pick = -1): [actor: string, why: string] {
  const operation = infer(events).at(pick);
  assert.ok(operation);
  return [operation.actor, operation.evidence.find((line) => line.startsWith('Who: ')) ?? ''];
}

function is(events: readonly Timed[], actor: string, why: RegExp, pick = -1): void {
  const found = who(events, pick);
  assert.equal(found[0], actor, found[1]);
  assert.match(found[1], why);
}

const reason = (source: string, metadata: object = {}, more: object = {}) => ({
  evidence: { detailedReason: { source, metadata: { source, ...metadata } }, ...more },
});
const command = (line: string, from: number, to: number | null, id = 7, terminal = 'bash'): Timed[] => [
  { kind: 'command-start', command: id, terminal, line, confidence: 'high', t: from },
  ...(to === null ? [] : [{ kind: 'command-end', command: id, exitCode: 0, t: to } satisfies Timed]),
];
const onDisk = (path: string, text: string, t: number): Timed => ({
  kind: 'file',
  op: 'change',
  path,
  content: { text },
  source: 'watcher',
  t,
});
const byTime = (events: readonly Timed[]) => events.toSorted((a, b) => (a.t ?? 0) - (b.t ?? 0));
/** Of a disk change that happens at 5 s, while these commands run. */
const during = (...commands: Timed[][]) => byTime([...commands.flat(), onDisk('b.ts', 'new\n', 5000)]);
const diskActor = (events: readonly Timed[]) => infer(events).find(({ kind }) => kind === 'disk-change')?.actor;

describe('who did it', () => {
  it('notes are people’s, unless an agent wrote them', () => {
    const note: Timed = { kind: 'note', note: 'n', type: 'why', text: 'x', anchors: [], t: 10 };
    is([note], 'human', /notes are written by people/);
    is([{ ...note, via: 'agent' } as Timed], 'agent', /came from an agent/);
  });

  it('what the editor names as typed, pasted or accepted is a person’s', () => {
    for (const [source, metadata] of [
      ['cursor', { kind: 'type' }],
      ['cursor', { kind: 'paste' }],
      ['cursor', { kind: 'cut' }],
      ['snippet', {}],
      ['suggest', {}],
      ['inlineCompletionAccept', {}],
      ['eolChange', {}],
    ] as const)
      is([{ ...edit(0, 2, [3, 2, 'xyz']), ...reason(source, metadata), t: 100 }], 'human', /person/);
  });

  it('what the editor names as a chat’s or an agent’s is an agent’s, also when it renames', () => {
    const chat = reason('Chat.applyEdits', { requestId: 'r' });
    is([{ ...edit(0, 2, [0, 5, 'let']), ...chat, t: 100 }], 'agent', /Chat\.applyEdits/);
    const rename: Timed[] = [
      { ...edit(0, 2, [18, 3, 'total'], [10, 3, 'total']), ...chat, t: 100 },
      { ...edit(1, 2, [8, 3, 'total'], [0, 3, 'total']), ...chat, t: 120 },
    ];
    is(rename, 'agent', /Chat\.applyEdits/);
    assert.equal(infer(rename)[0]?.kind, 'rename-symbol');
  });

  it('a rename after somebody asked for one is a person’s, by the language service; without that it is nobody’s', () => {
    const push = reason('unknown', { name: 'pushEditOperation' }, { active: false });
    const rename: Timed[] = [
      { ...edit(0, 2, [18, 3, 'total'], [10, 3, 'total']), ...reason('unknown'), t: 8000 },
      { ...edit(1, 2, [8, 3, 'total'], [0, 3, 'total']), ...push, t: 8010 },
    ];
    is(
      [{ kind: 'request', what: 'rename', doc: 0, at: 11, t: 5000 }, ...rename],
      'human',
      /rename was asked for 3 s before; the language service/,
    );
    is(rename, 'unknown', /no source that tells who \(unknown\)/);
    is([{ kind: 'request', what: 'definition', doc: 0, at: 11, t: 5000 }, ...rename], 'unknown', /no source/);
  });

  it('an edit in a document without the focus is nobody’s, whatever its size', () => {
    is([{ ...edit(1, 2, [0, 0, 'x']), evidence: { active: false }, t: 100 }], 'unknown', /without the focus/);
    is([{ ...edit(1, 2, [0, 0, '\n\n']), evidence: { active: false }, t: 100 }], 'unknown', /without the focus/);
  });

  it('without the editor’s word, an edit at the cursor is a person’s and one away from it is nobody’s', () => {
    const cursor: Timed = { kind: 'selection', doc: 0, ranges: [[5, 5]], t: 50 };
    is(
      [cursor, { ...edit(0, 2, [5, 0, 'x']), t: 100 }, { ...edit(0, 3, [6, 0, 'y']), t: 200 }],
      'human',
      /where the cursor was/,
    );
    is([cursor, { ...edit(0, 2, [20, 0, 'x']), t: 100 }], 'unknown', /away from the cursor/);
    is([{ ...edit(0, 2, [20, 0, 'x']), t: 100 }], 'unknown', /no cursor, focus or request/);
  });

  it('an edit that an editor with names for sources cannot name is nobody’s, also at the cursor', () => {
    const cursor: Timed = { kind: 'selection', doc: 0, ranges: [[5, 5]], t: 50 };
    const extension = reason('unknown', { name: 'MainThreadTextEditor' });
    is([cursor, { ...edit(0, 2, [5, 0, 'x']), ...extension, t: 100 }], 'unknown', /no source that tells who/);
    const operations = infer([
      cursor,
      { ...edit(0, 2, [5, 0, 'x']), ...extension, t: 100 },
      { ...edit(0, 3, [6, 0, 'y']), ...reason('cursor', { kind: 'type' }), t: 300 },
    ]);
    assert.deepEqual(
      operations.map(({ actor }) => actor),
      ['unknown', 'human'],
    );
  });

  it('in a session of the recorder, what has no evidence was done at the cursor; what has some was not', () => {
    const started = (more: object): Timed => ({
      kind: 'session-start',
      at: '2026-01-01T00:00:00.000Z',
      goal: '',
      roots: [],
      tool: { version: '1', editor: 'VS Code' },
      t: 2,
      ...more,
    });
    const typed: Timed = { ...edit(0, 2, [5, 0, 'x']), t: 100 };
    is([started({}), typed], 'human', /where the cursor was/);
    is([started({ imported: { format: 'x', version: '1', file: 'y' } }), typed], 'unknown', /no cursor/);
    is([started({ tool: { version: '1' } }), typed], 'unknown', /no cursor/);
    is([started({}), { ...typed, evidence: { cursor: false } }], 'unknown', /away from the cursor/);
    is([started({}), { ...typed, evidence: { focused: false } }], 'unknown', /without the focus/);
    is(
      [started({}), { ...typed, evidence: { active: false, chatEditing: 1 } }],
      'unknown',
      /agent’s edits were being looked through/,
    );
    is(
      [started({}), { ...typed, evidence: { active: false, refactorPreview: true } }],
      'human',
      /preview of a refactoring/,
    );
    const pasted: Timed = { ...edit(0, 2, [5, 0, 'xyz = 1']), evidence: { paste: 3 }, t: 100 };
    is([started({}), pasted], 'human', /asked to paste/);
    assert.equal(infer([started({}), pasted]).at(-1)?.kind, 'paste');
    const whole: Timed = { ...edit(0, 2, [5, 0, 'and some more words']), evidence: { atOnce: 19 }, t: 100 };
    assert.equal(infer([started({}), whole]).at(-1)?.kind, 'accept-completion');
  });

  it('a whole file written anew in the active editor runs over the cursor, and is nobody’s all the same', () => {
    const long = 'const line = 1;\n'.repeat(60);
    const events = (evidence: object): Timed[] => [
      { ...open(5, 'long.ts', long), t: 20 },
      { kind: 'selection', doc: 5, ranges: [[100, 100]], t: 50 },
      { ...edit(5, 2, [0, long.length, 'all new\n']), ...evidence, t: 9000 },
    ];
    is(events({}), 'unknown', /away from the cursor/);
    is(events({ evidence: { active: true, cursor: true } }), 'unknown', /away from the cursor/);
    const chosen: Timed = { kind: 'selection', doc: 5, ranges: [[0, long.length]], t: 60 };
    is(events({}).toSpliced(2, 0, chosen), 'human', /where the cursor was/);
  });

  it('typing without any cursor on record is told by its rhythm, in the document with the focus only', () => {
    const typing = [...'abc'].map((letter, n): Timed => ({ ...edit(0, n + 2, [n, 0, letter]), t: 100 + 150 * n }));
    is([{ kind: 'focus', doc: 0, t: 50 }, ...typing], 'human', /one character after another/);
    is([{ kind: 'focus', doc: 1, t: 50 }, ...typing], 'unknown', /without the focus/);
  });

  it('a person’s typing while an agent runs in a terminal stays the person’s', () => {
    const events = [
      ...command('claude', 10, 90_000),
      { ...edit(0, 2, [0, 0, 'x']), ...reason('cursor', { kind: 'type' }), t: 5000 },
    ];
    is(byTime(events), 'human', /person/);
  });

  it('a formatter on save is a tool, and neither makes an agent’s edit a person’s nor a person’s an agent’s', () => {
    const after = 'const a = sum( 1 );\nsum(2);\n';
    const sequence = (source: string): Timed[] => [
      { ...edit(0, 2, [14, 1, '1']), ...reason(source, { kind: 'type' }), t: 1000 },
      { ...edit(0, 3, [15, 0, ' '], [14, 0, ' ']), ...reason('unknown', { name: 'formatEditsCommand' }), t: 1500 },
      { ...save(0, 3, after), formatting: [3, 3], t: 1600 } as Timed,
    ];
    assert.deepEqual(
      infer(sequence('Chat.applyEdits')).map(({ kind, actor }) => [kind, actor]),
      [
        ['agent-edit', 'agent'],
        ['format', 'tool'],
      ],
    );
    assert.deepEqual(
      infer(sequence('cursor')).map(({ kind, actor }) => [kind, actor]),
      [
        ['typed-edit', 'human'],
        ['format', 'tool'],
      ],
    );
  });

  it('an agent’s edit and a person’s right after it in the same file are two operations', () => {
    const operations = infer([
      { ...edit(0, 2, [0, 0, 'agent ']), ...reason('Chat.applyEdits'), t: 1000 },
      { ...edit(0, 3, [6, 0, 'p']), ...reason('cursor', { kind: 'type' }), t: 1500 },
    ]);
    assert.deepEqual(
      operations.map(({ actor }) => actor),
      ['agent', 'human'],
    );
  });

  it('undo and redo are asked for by people', () => {
    is([{ ...edit(0, 2, [0, 5, '']), reason: 'undo', ...reason('applyEdits'), t: 100 }], 'human', /undo or redo/);
  });

  it('a write on disk is an agent’s, a tool’s, git’s or a person’s by the command that ran', () => {
    const cases: [line: string, actor: string][] = [
      ['claude', 'agent'],
      ['npx @openai/codex', 'agent'],
      ['codex exec "do it"', 'agent'],
      ['OPENAI_API_KEY=x aider --yes', 'agent'],
      ['npx -y opencode run', 'agent'],
      ['/usr/local/bin/gemini -p x', 'agent'],
      ['git stash pop', 'vcs'],
      ['prettier --write .', 'tool'],
      ['npx eslint --fix src', 'tool'],
      ['npx eslint src', 'unknown'],
      ['cargo fmt', 'tool'],
      ['ruff check --fix', 'tool'],
      ['black .', 'tool'],
      ['sed -i s/a/b/ b.ts', 'human'],
      ['patch -p1 < x.diff', 'human'],
      ['npm run dev', 'unknown'],
      ['cat claude.md', 'human'],
    ];
    for (const [line, actor] of cases) assert.equal(diskActor(during(command(line, 1000, 5500))), actor, line);
    is(during(command('sed -i s/a/b/ b.ts', 1000, 5500)), 'human', /while `sed -i .*` ran, which somebody typed/);
  });

  it('a write on disk is nobody’s with nothing around it, long after the command, and when commands contradict', () => {
    assert.equal(diskActor(during()), 'unknown');
    assert.equal(diskActor(during(command('claude', 1000, 2000))), 'unknown');
    assert.equal(diskActor(during(command('claude', 1000, null))), 'agent');
    assert.equal(
      diskActor(during(command('claude', 1000, null, 1), command('sed -i s/a/b/ b.ts', 4000, 5100, 2))),
      'unknown',
    );
    assert.equal(diskActor(during(command('do-it', 1000, 6000, 1, 'Claude Code'))), 'agent');
  });

  it('a watcher that tells a person’s save once more, while an agent runs, is not the agent’s write', () => {
    const text = `${files['a.ts']}x`;
    const events = byTime([
      ...command('claude', 10, 90_000),
      { ...edit(0, 2, [files['a.ts'].length, 0, 'x']), ...reason('cursor', { kind: 'type' }), t: 1000 },
      { ...save(0, 2, text), t: 1200 },
      onDisk('a.ts', text, 1500),
    ]);
    is(events, 'human', /only told again what was saved/);
    is([...events, onDisk('a.ts', `${text}y`, 9000)], 'agent', /while `claude` ran/);
  });

  it('a reload in the editor belongs to the write on disk, and has its actor', () => {
    const events = byTime([
      ...command('codex', 10, 90_000),
      onDisk('a.ts', 'agent\n', 1000),
      { ...edit(0, 2, [0, files['a.ts'].length, 'agent\n']), ...reason('reloadFromDisk'), t: 1050 },
    ]);
    const operations = infer(events).filter(({ kind }) => kind !== 'run-command');
    assert.deepEqual(
      operations.map(({ kind, actor }) => [kind, actor]),
      [['disk-change', 'agent']],
    );
  });

  it('the editor’s own file operations are a person’s, but not known while an agent is at work', () => {
    const create: Timed = {
      kind: 'file',
      op: 'create',
      path: 'n.ts',
      content: { text: '' },
      source: 'editor',
      t: 3000,
    };
    is([create], 'human', /no agent was at work/);
    is(
      [{ ...edit(0, 2, [0, 0, 'x']), ...reason('Chat.applyEdits'), t: 2000 }, create],
      'unknown',
      /an agent was at work/,
    );
  });

  it('commands are a person’s, but for those in an agent’s terminal; git is version control', () => {
    is(command('ls', 10, 20), 'human', /no agent/);
    is(command('ls', 10, 20, 1, 'Copilot'), 'agent', /“Copilot”/);
    is([{ kind: 'git', commit: null, branch: 'main', t: 10 }], 'vcs', /repository/);
  });

  it('edits that point to different ones are nobody’s', () => {
    const operation = infer([
      { ...edit(0, 2, [18, 3, 'total'], [10, 3, 'total']), ...reason('Chat.applyEdits'), t: 100 },
      { ...edit(1, 2, [8, 3, 'total'], [0, 3, 'total']), ...reason('rename'), t: 120 },
    ])[0];
    assert.equal(operation?.actor, 'unknown');
    assert.match(operation?.evidence.join('\n') ?? '', /agent and human/);
  });
});
