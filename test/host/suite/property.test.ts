/**
 * Random editor sessions in this window, each recorded and then held against what a witness saw. PROPERTY_RUNS says how
 * many (default 8), PROPERTY_SECONDS for how long at most, PROPERTY_SEED which, and PROPERTY_PATH from which one on;
 * PROPERTY_KEEP names a folder into which a session that fails is copied, PROPERTY_TALK prints every action.
 */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import * as vscode from 'vscode';
import type { Recording } from '../../../src/extension/host/recording.ts';
import { type Action, actionText, sessionArbitrary } from '../property/action.ts';
import { findings } from '../property/findings.ts';
import { clearStage, FOLDER, headCommit, perform, setStage } from '../property/stage.ts';
import { Witness } from '../property/witness.ts';
import { folderPath, load } from '../recording.ts';

const {
  PROPERTY_RUNS = '8',
  PROPERTY_SECONDS = '100',
  PROPERTY_SEED = '20261',
  PROPERTY_PATH,
  PROPERTY_KEEP,
  PROPERTY_TALK,
} = process.env;
const seconds = Number(PROPERTY_SECONDS);
const settings: readonly [section: string, name: string, value: unknown][] = [
  ['editor', 'formatOnSave', true],
  ['files', 'trimTrailingWhitespace', true],
  ['files', 'insertFinalNewline', true],
  // A file that the editor saves after the end is rightly not as the log has it.
  ['files', 'autoSave', 'off'],
  ['tracewright', 'checkpoints.idleSeconds', 1],
];

describe('random editor sessions', () => {
  const formatter = { language: '*', pattern: `**/${FOLDER}/**` };
  let commit: string;
  let recording: Recording;
  let formatting: vscode.Disposable;

  before(async () => {
    commit = headCommit();
    const extension = vscode.extensions.getExtension<{ recording: Recording }>('tracewright.tracewright');
    assert.ok(extension);
    ({ recording } = await extension.activate());
    formatting = vscode.languages.registerDocumentFormattingEditProvider(formatter, { provideDocumentFormattingEdits });
    for (const [section, name, value] of settings) await configure(section, name, value);
  });

  after(async () => {
    formatting.dispose();
    for (const [section, name] of settings) await configure(section, name, undefined);
    await clearStage(commit);
  });

  it('every one verifies: text at every event, tree at every checkpoint, bytes at the end', async function () {
    this.timeout((3 * seconds + 120) * 1000);
    this.retries(0);
    let runs = 0;
    let running: Promise<unknown> = Promise.resolve();
    const seed = PROPERTY_SEED === 'random' ? Date.now() % 2 ** 31 : Number(PROPERTY_SEED);
    console.log(`      seed ${seed}`);
    const outcome = await fc.check(
      fc.asyncProperty(sessionArbitrary, async (actions) => {
        runs++;
        const session = runSession(actions, recording);
        running = session.catch(() => undefined);
        const { found, story } = await session;
        if (found.length > 0) throw new Error(`${found.join('\n')}\n${story}`);
      }),
      {
        seed,
        numRuns: Number(PROPERTY_RUNS),
        interruptAfterTimeLimit: seconds * 1000,
        ...(PROPERTY_PATH === undefined ? {} : { path: PROPERTY_PATH }),
      },
    );
    // When time is up the last one still goes on.
    await running;
    console.log(`      ${runs} sessions`);
    const { counterexample, counterexamplePath, errorInstance } = outcome;
    if (counterexample !== null) {
      const lines = counterexample[0].map(actionText).join('\n');
      assert.fail(`seed ${seed}, path ${counterexamplePath}:\n${lines}\n\n${(errorInstance as Error).message}`);
    }
    assert.ok(runs > 0);
  });
});

/** Two spaces become one, and a semicolon is followed by one. */
function provideDocumentFormattingEdits(document: vscode.TextDocument): vscode.TextEdit[] {
  const edits: vscode.TextEdit[] = [];
  for (const match of document.getText().matchAll(/ {2,}|;(?=\w)/g)) {
    const end = match.index + match[0].length;
    const range = new vscode.Range(document.positionAt(match.index), document.positionAt(end));
    edits.push(vscode.TextEdit.replace(range, match[0].startsWith(';') ? '; ' : ' '));
  }
  return edits;
}

async function configure(section: string, name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration(section).update(name, value, vscode.ConfigurationTarget.Global);
}

/** Records the actions; gives what is wrong with the session, and what was done. */
async function runSession(
  actions: readonly Action[],
  recording: Recording,
): Promise<{ found: string[]; story: string }> {
  await setStage();
  const id = await vscode.commands.executeCommand<string>('tracewright.startRecording', { goal: 'random' });
  const storage = path.join(folderPath(), '.tracewright');
  const folder = path.join(storage, 'sessions', id);
  const witness = new Witness(folder, recording);
  const story: string[] = [];
  const began = performance.now();
  let stopped = false;
  try {
    for (const action of actions) {
      const outcome = await perform(action, {
        quiet: () => witness.lookWhenQuiet(),
        checkpoint: () => witness.lookAtTree(),
      });
      witness.lookAtTexts();
      if (/said no|no answer/.test(outcome)) witness.refused();
      story.push(`${actionText(action)} -> ${outcome}`);
      if (PROPERTY_TALK) console.log(`      ${(performance.now() - began).toFixed(0)} ${story.at(-1)}`);
    }
    await vscode.commands.executeCommand('tracewright.stopRecording');
    stopped = true;
    const found = findings(await load(id), witness, witness.tree());
    if (found.length > 0 && PROPERTY_KEEP) keep(storage, id);
    return { found, story: story.join('\n') };
  } finally {
    if (!stopped) await vscode.commands.executeCommand('tracewright.stopRecording');
    witness.dispose();
  }
}

function keep(storage: string, id: string): void {
  if (PROPERTY_KEEP === undefined) return;
  cpSync(path.join(storage, 'sessions', id), path.join(PROPERTY_KEEP, id, 'sessions', id), { recursive: true });
  cpSync(path.join(storage, 'shadow.git'), path.join(PROPERTY_KEEP, id, 'shadow.git'), { recursive: true });
}
