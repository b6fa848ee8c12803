import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { agentTrajectories } from '../../../../src/extension/trajectories/agentPlaces.ts';

describe('the places where agents keep their sessions', () => {
  let home: string;
  const folder = '/home/dev/my_shop';
  const put = (name: string, text = '{}\n') => {
    const file = path.join(home, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const listed = async () =>
    (await agentTrajectories({ home, folder, workspaceStorage: path.join(home, 'storage') })).map(
      ({ agent, files }) => [agent, files.map(({ file }) => path.relative(home, file))] as const,
    );

  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), 'tracewright-places-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('are looked at for sessions of this folder alone', async () => {
    const hash = createHash('sha256').update(folder).digest('hex');
    put('.claude/projects/-home-dev-my-shop/a.jsonl');
    put('.claude/projects/-home-dev-other/b.jsonl');
    put('.codex/sessions/2026/03/02/rollout-1.jsonl', `{"payload":{"cwd":"${folder}"}}\n`);
    put('.codex/sessions/2026/03/02/rollout-2.jsonl', `{"payload":{"cwd":"${folder}2"}}\n`);
    put(`.gemini/tmp/${hash}/chats/session.json`);
    put('.gemini/tmp/named/.project_root', `${folder}\n`);
    put('.gemini/tmp/named/chats/other.jsonl');
    put('.gemini/tmp/strange/chats/no.json');
    put('.local/share/opencode/storage/session/p/ses_1.json', `{"directory": "${folder}"}`);
    put('.local/share/opencode/storage/session/p/ses_2.json', `{"directory": "/elsewhere"}`);
    put('storage/chatSessions/chat.json');
    put('.copilot/session-state/s1/events.jsonl', `{"data":{"context":{"cwd":"${folder}"}}}\n`);
    put('.copilot/session-state/s2/events.jsonl', `{"data":{"context":{"cwd":"/elsewhere"}}}\n`);
    const found = await listed();
    assert.deepEqual(
      found.map(([agent, files]) => [agent, files.toSorted()]),
      [
        ['Claude Code', ['.claude/projects/-home-dev-my-shop/a.jsonl']],
        ['Codex', ['.codex/sessions/2026/03/02/rollout-1.jsonl']],
        ['Gemini CLI', [`.gemini/tmp/${hash}/chats/session.json`, '.gemini/tmp/named/chats/other.jsonl'].toSorted()],
        ['opencode', ['.local/share/opencode/storage/session/p/ses_1.json']],
        ['VS Code Chat', ['storage/chatSessions/chat.json']],
        ['Copilot CLI', ['.copilot/session-state/s1/events.jsonl']],
      ],
    );
  });

  it('are listed newest first', async () => {
    utimesSync(put('.claude/projects/-home-dev-my-shop/old.jsonl'), 1, 1);
    put('.claude/projects/-home-dev-my-shop/new.jsonl');
    const [claude] = await listed();
    assert.deepEqual(
      claude?.[1].map((file) => path.basename(file)),
      ['new.jsonl', 'old.jsonl'],
    );
  });

  it('are never left through a link', async () => {
    const outside = path.join(home, 'outside');
    put('outside/a.jsonl');
    mkdirSync(path.join(home, '.claude', 'projects'), { recursive: true });
    symlinkSync(outside, path.join(home, '.claude', 'projects', '-home-dev-my-shop'));
    put('storage/chatSessions/own.json');
    symlinkSync(path.join(outside, 'a.jsonl'), path.join(home, 'storage', 'chatSessions', 'linked.jsonl'));
    assert.deepEqual(await listed(), [['VS Code Chat', ['storage/chatSessions/own.json']]]);
  });

  it('that are not there are empty', async () => {
    assert.deepEqual(await listed(), []);
  });
});
