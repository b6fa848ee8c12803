import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply } from '../../../src/core/edit/apply.ts';
import type { TextChange } from '../../../src/core/edit/change.ts';
import { applyUnifiedDiff } from '../../../src/core/edit/unifiedDiff.ts';
import { writeUnifiedDiff } from '../../../src/core/edit/writeUnifiedDiff.ts';
import { SessionDraft } from '../../../src/core/formats/sessionDraft.ts';
import { workspaceRecording } from '../../../src/core/formats/workspaceRecording.ts';
import { writeAgentTrace } from '../../../src/core/formats/writeAgentTrace.ts';
import { writeOtelMessages } from '../../../src/core/formats/writeOtelMessages.ts';
import { writeWorkspaceRecording } from '../../../src/core/formats/writeWorkspaceRecording.ts';
import { writeZedExample, type ZedSource } from '../../../src/core/formats/writeZedExample.ts';
import { treeId } from '../../../src/core/session/diskModel.ts';
import type { NewEvent, SessionEvent } from '../../../src/core/session/event.ts';
import type { Actor, Operation } from '../../../src/core/session/operation.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const none = () => undefined;

function session(news: readonly NewEvent[]): SessionEvent[] {
  const roots = [{ name: 'r', path: '/r', tree: treeId([], nodeDigest), commit: null, branch: null }];
  const at = '2026-01-01T00:00:00.000Z';
  const start: NewEvent = { kind: 'session-start', at, goal: '', roots, tool: { version: '0' } };
  return [start, ...news].map((event, seq) => ({ seq, t: seq * 10, ...event }) as SessionEvent);
}

const opened = (text: string): NewEvent => ({
  kind: 'document-open',
  doc: 0,
  path: 'a.ts',
  v: 1,
  content: { text },
  eol: '\n',
  encoding: 'utf8',
  language: 'typescript',
});

/** A text and runs of changes, each run meant for the text that the one before left, its changes one after another. */
const edited = fc
  .record({
    text: fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n', '🛒', ' ') }),
    runs: fc.array(
      fc.array(fc.record({ at: fc.nat(), length: fc.nat(5), put: fc.constantFrom('', 'x', 'yz', '\n', '🛒') }), {
        minLength: 1,
        maxLength: 4,
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ text, runs }) => {
    let now = text;
    const edits = runs.map((run) =>
      run.map(({ at, length, put }): TextChange => {
        const offset = at % (now.length + 1);
        const change: TextChange = [offset, Math.min(length, now.length - offset), put];
        now = apply(now, [change]);
        return change;
      }),
    );
    return { text, edits };
  });

describe('a session as a workspace recording', () => {
  it('comes in again with the same text after every edit, in whatever order its changes were', () => {
    fc.assert(
      fc.property(edited, ({ text, edits }) => {
        const events = session([
          opened(text),
          ...edits.map((changes, index): NewEvent => ({ kind: 'edit', doc: 0, v: index + 2, changes })),
        ]);
        const { content, losses } = writeWorkspaceRecording(events, [[]], none, nodeDigest);
        assert.deepEqual(losses, []);
        const seen: string[] = [];
        const draft = new SessionDraft({
          base: none,
          event: ({ kind }) => {
            if (kind === 'edit') seen.push(draft.text(0) ?? '');
          },
        });
        const reader = workspaceRecording.reader(draft);
        for (const line of content.split('\n').filter(Boolean)) reader.take(JSON.parse(line), null);
        let now = text;
        assert.deepEqual(
          seen,
          edits.map((changes) => {
            now = apply(now, changes);
            return now;
          }),
        );
      }),
    );
  });

  it('says what it cannot hold', () => {
    const note: NewEvent = { kind: 'note', note: 'n', type: 'why', text: 'because', anchors: [] };
    const undo: NewEvent = { kind: 'edit', doc: 0, v: 2, changes: [[0, 1, '']], reason: 'undo' };
    const { losses } = writeWorkspaceRecording(session([opened('a'), note, undo]), [[]], none, nodeDigest);
    assert.deepEqual(losses, [
      { what: 'mark of an undo or redo', count: 1 },
      { what: 'note', count: 1 },
    ]);
  });
});

describe('a unified diff', () => {
  const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', '-x\n')).map((lines) => lines.join(''));
  const open = fc.tuple(text, fc.constantFrom('', 'end')).map((parts) => parts.join(''));
  it('applied to the text that it was made of gives the other', () => {
    fc.assert(
      fc.property(open, open, (before, after) => {
        const diff = writeUnifiedDiff({ path: 'a', text: before }, { path: 'a', text: after });
        assert.equal(applyUnifiedDiff(before, diff), after);
      }),
    );
  });

  it('does not fit another text', () => {
    const diff = writeUnifiedDiff({ path: 'a', text: 'a\nb\n' }, { path: 'a', text: 'a\nc\n' });
    assert.equal(applyUnifiedDiff('a\nx\n', diff), null);
  });
});

const operation = (actor: Actor, id: string): Operation => ({
  id,
  kind: 'edit',
  title: id,
  seqs: [1],
  files: ['a.ts'],
  confidence: 1,
  evidence: [],
  actor,
  t: [0, 0],
});

describe('an Agent Trace record', () => {
  const record = () =>
    JSON.parse(
      writeAgentTrace(
        {
          id: '0b6e4c1e-0000-4000-8000-000000000000',
          timestamp: '2026-01-01T00:00:00.000Z',
          version: '0.1.0',
          commit: 'abc',
          operations: [operation('human', 'op-1'), operation('agent', 'op-2')],
          diffs: [
            [{ path: 'a.ts', before: 'old\n', after: 'old\nmine\nmine too\n' }],
            [{ path: 'a.ts', before: 'old\nmine\nmine too\n', after: 'its\nold\nmine\nits own\n' }],
          ],
        },
        nodeDigest,
      ).content,
    );

  it('says of every line that came who put it there last, and nothing of those from before', () => {
    const [file] = record().files;
    const ranges = file.conversations.map((one: { contributor: unknown; ranges: Record<string, unknown>[] }) => [
      one.contributor,
      one.ranges.map(({ start_line, end_line }) => [start_line, end_line]),
    ]);
    assert.deepEqual(ranges, [
      [{ type: 'human' }, [[3, 3]]],
      [
        { type: 'ai' },
        [
          [1, 1],
          [4, 4],
        ],
      ],
    ]);
  });

  it('has what the specification asks for', () => {
    const { version, id, timestamp, vcs, files } = record();
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.match(id, /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    assert.equal(new Date(timestamp).toISOString(), timestamp);
    assert.deepEqual(vcs, { type: 'git', revision: 'abc' });
    assert.equal(files[0].conversations[0].ranges[0].content_hash, `sha256:${nodeDigest('sha256', 'mine\n')}`);
  });
});

describe('a Zed example', () => {
  const source: ZedSource = {
    name: 'Rename',
    repositoryUrl: 'https://example.org/r.git',
    revision: 'abc',
    uncommittedDiff: '',
    reasoning: '## Expected Patch\nsaid the note',
    history: [[{ path: 'a.md', before: 'x\n', after: '```\nx\n```\n' }]],
    next: [{ path: 'a.md', before: '```\nx\n```\n', after: '```\ny\n```\n' }],
    cursor: { path: 'a.md', offset: 5 },
    leftOut: { 'later operation': 2 },
  };

  it('has its parts where Zed looks for them, fenced so that no text breaks out', () => {
    const { content, losses } = writeZedExample(source, 'markdown');
    assert.ok(content.startsWith('+++\nrepository_url = "https://example.org/r.git"\nrevision = "abc"\n'));
    assert.deepEqual(
      [...content.matchAll(/^## (.+)$/gm)].map(([, title]) => title),
      ['Reasoning', 'Edit History', 'Cursor Position', 'Expected Patch'],
    );
    assert.match(content, /````a\.md\n```\nx<\|user_cursor\|>\n```\n````/);
    assert.deepEqual(losses, [{ what: 'later operation', count: 2 }]);
  });

  it('has the same in its JSON twin, and its patch applies', () => {
    const spec = JSON.parse(writeZedExample(source, 'json').content);
    assert.equal(applyUnifiedDiff('```\nx\n```\n', spec.expected_patches[0]), '```\ny\n```\n');
    assert.equal(spec.cursor_position.replace('<|user_cursor|>', ''), '```\nx\n```\n');
  });
});

describe('OTel GenAI messages', () => {
  it('have roles and parts, the note as reasoning, and a call’s response under its id', () => {
    const { content, losses } = writeOtelMessages({
      schema_version: 'ATIF-v1.7',
      session_id: 's',
      agent: { name: 'a', version: '1' },
      steps: [
        { step_id: 1, source: 'user', message: 'Do it' },
        {
          step_id: 2,
          timestamp: '2026-01-01T00:00:00Z',
          source: 'agent',
          message: '',
          reasoning_content: 'Because',
          tool_calls: [{ tool_call_id: 'c', function_name: 'f', arguments: { x: 1 } }],
          observation: { results: [{ source_call_id: 'c', content: 'done' }] },
        },
      ],
    });
    assert.deepEqual(JSON.parse(content)['gen_ai.input.messages'], [
      { role: 'user', parts: [{ type: 'text', content: 'Do it' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Because' },
          { type: 'tool_call', id: 'c', name: 'f', arguments: { x: 1 } },
        ],
        finish_reason: 'tool_call',
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: 'done' }] },
    ]);
    assert.deepEqual(losses, [{ what: 'time of a step', count: 1 }]);
  });
});
