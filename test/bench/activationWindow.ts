/**
 * Runs inside a window of the bench: writes what activation cost into the file TRACEWRIGHT_BENCH_OUT and, where
 * TRACEWRIGHT_BENCH_TYPING names a file, what each edit of it costs the recorder's listeners.
 */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

/** What one window measured; all times in milliseconds. */
export interface WindowFigures {
  readonly activation: number;
  /** Loading and running the main bundle, without activating it. */
  readonly require: number;
  /** Of each edit event, as the editor delivered them. */
  readonly listener: readonly number[];
  /** Of each selection event that came with them, and of each event of what is in view. */
  readonly selection: readonly number[];
  readonly view: readonly number[];
  /** Beside each of them, a wait of {@link CONTROL_MS} that does nothing: what it took longer was the machine's. */
  readonly control: readonly number[];
  readonly eventsPerSecond: number;
}

const noTyping: TypingFigures = { listener: [], selection: [], view: [], control: [], eventsPerSecond: 0 };
type TypingFigures = Omit<WindowFigures, 'activation' | 'require'>;

/** Typing goes on for at least so long and so many events, but not for ever. */
const TYPING_MS = 3_000;
const EVENTS = 1_200;
const LONGEST_MS = 15_000;
const CONTROL_MS = 0.1;
/** Edits that are on their way to the editor at a time: enough to keep it busy. */
const UNDER_WAY = 40;

export async function run(): Promise<void> {
  const { TRACEWRIGHT_BENCH_OUT: out, TRACEWRIGHT_BENCH_TYPING: typed } = process.env;
  assert.ok(out !== undefined && typed !== undefined);
  const extension = vscode.extensions.getExtension<{ activationMs: number }>('tracewright.tracewright');
  assert.ok(extension);
  const { activationMs } = await extension.activate();
  const typing = existsSync(typed) ? await typingCosts(typed) : noTyping;
  const figures: WindowFigures = { activation: activationMs, require: requireCost(extension), ...typing };
  writeFileSync(out, JSON.stringify(figures));
}

function requireCost({ extensionPath, packageJSON }: vscode.Extension<unknown>): number {
  const bundle = path.join(extensionPath, String(packageJSON.main));
  delete require.cache[require.resolve(bundle)];
  const began = performance.now();
  require(bundle);
  return performance.now() - began;
}

/**
 * The editor calls listeners one after another in the order in which they were added. One of ours before the recorder's
 * and one after them measure what stands between, without a word of it in the product.
 */
async function typingCosts(file: string): Promise<TypingFigures> {
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
  const listener: number[] = [];
  const control: number[] = [];
  const began = { event: 0, typing: 0 };
  const isOurs = ({ document, contentChanges }: vscode.TextDocumentChangeEvent) =>
    document === editor.document && contentChanges.length > 0;
  const first = vscode.workspace.onDidChangeTextDocument((event) => {
    if (isOurs(event)) began.event = performance.now();
  });
  const selection = between(vscode.window.onDidChangeTextEditorSelection);
  const view = between(vscode.window.onDidChangeTextEditorVisibleRanges);
  await vscode.commands.executeCommand('tracewright.startRecording', { goal: 'bench' });
  selection.end();
  view.end();
  const last = vscode.workspace.onDidChangeTextDocument((event) => {
    if (!isOurs(event)) return;
    listener.push(performance.now() - began.event);
    control.push(spin());
  });
  began.typing = performance.now();
  const enough = () => {
    const passed = performance.now() - began.typing;
    return passed > LONGEST_MS || (passed > TYPING_MS && listener.length >= EVENTS);
  };
  await Promise.all([...Array.from({ length: UNDER_WAY }, () => typeUntil(enough)), scrollUntil(enough)]);
  const eventsPerSecond = (listener.length * 1000) / (performance.now() - began.typing);
  first.dispose();
  last.dispose();
  selection.dispose();
  view.dispose();
  await editor.document.save();
  await vscode.commands.executeCommand('tracewright.stopRecording');
  const report = await vscode.commands.executeCommand<{ ok: boolean }>('tracewright.verifySession');
  assert.equal(report.ok, true, JSON.stringify(report));
  return { listener, selection: selection.costs, view: view.costs, control, eventsPerSecond };
}

/** What stands between a listener that is added now and one that is added by `end`. */
function between<Event>(event: vscode.Event<Event>): { costs: number[]; end(): void; dispose(): void } {
  const costs: number[] = [];
  let began = 0;
  const listeners = [
    event(() => {
      began = performance.now();
    }),
  ];
  return {
    costs,
    end: () => {
      listeners.push(event(() => costs.push(performance.now() - began)));
    },
    dispose: () => {
      for (const listener of listeners) listener.dispose();
    },
  };
}

function spin(): number {
  const began = performance.now();
  for (;;) {
    const passed = performance.now() - began;
    if (passed >= CONTROL_MS) return passed;
  }
}

async function typeUntil(enough: () => boolean): Promise<void> {
  while (!enough()) await vscode.commands.executeCommand('type', { text: 'x' });
}

async function scrollUntil(enough: () => boolean): Promise<void> {
  for (let to = 'down'; !enough(); to = to === 'down' ? 'up' : 'down') {
    await vscode.commands.executeCommand('editorScroll', { to, by: 'line', value: 5 });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
