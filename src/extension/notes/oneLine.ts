import * as vscode from 'vscode';

/** What can be pressed beside the line. */
export interface LineButton {
  readonly icon: string;
  readonly tooltip: string;
  /** What pressing it means: the line ends with this, what was typed stays a draft. */
  readonly outcome: string;
}

export interface OneLine {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  /** What is in the line at first. */
  readonly value: string;
  readonly step?: number;
  readonly buttons: readonly LineButton[];
  /** The title for what is typed so far. */
  readonly retitle?: (value: string) => string;
}

/** How a line ended: with Enter, with one of its buttons, or put away (Escape, another input). */
export type LineAnswer =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'button'; readonly outcome: string; readonly value: string }
  | { readonly kind: 'away'; readonly value: string };

/** Asks for one line of text. Whatever ends it, what was typed is in the answer. */
export function askOneLine(line: OneLine): Promise<LineAnswer> {
  const input = vscode.window.createInputBox();
  const outcomes = new Map<vscode.QuickInputButton, string>();
  for (const { icon, tooltip, outcome } of line.buttons) {
    outcomes.set({ iconPath: new vscode.ThemeIcon(icon), tooltip }, outcome);
  }
  input.title = line.retitle?.(line.value) ?? line.title;
  input.prompt = line.prompt;
  input.placeholder = line.placeholder;
  input.value = line.value;
  // What is there is gone on with, not typed over.
  input.valueSelection = [line.value.length, line.value.length];
  input.buttons = [...outcomes.keys()];
  // Looking at the code again must not take the words away.
  input.ignoreFocusOut = true;
  if (line.step !== undefined) input.step = line.step;
  return new Promise((resolve) => {
    let answer: LineAnswer | undefined;
    const end = (given: LineAnswer) => {
      answer ??= given;
      input.hide();
    };
    input.onDidChangeValue((value) => {
      if (line.retitle !== undefined) input.title = line.retitle(value);
    });
    input.onDidAccept(() => end({ kind: 'text', value: input.value }));
    input.onDidTriggerButton((button) => {
      end({ kind: 'button', outcome: outcomes.get(button) ?? '', value: input.value });
    });
    input.onDidHide(() => {
      resolve(answer ?? { kind: 'away', value: input.value });
      input.dispose();
    });
    input.show();
  });
}
