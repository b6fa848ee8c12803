import * as vscode from 'vscode';

/** A switch of ours that is asked all the time, read again only when it changes. */
export class LiveSetting {
  readonly #name: string;
  readonly #listener: vscode.Disposable;
  #on: boolean;

  /** `name` without the leading `tracewright.`; on unless somebody turned it off. */
  constructor(name: string, onChange: (on: boolean) => void = () => undefined) {
    this.#name = name;
    this.#on = this.#read();
    this.#listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(`tracewright.${name}`)) return;
      const on = this.#read();
      if (on === this.#on) return;
      this.#on = on;
      onChange(on);
    });
  }

  get on(): boolean {
    return this.#on;
  }

  dispose(): void {
    this.#listener.dispose();
  }

  #read(): boolean {
    return vscode.workspace.getConfiguration('tracewright').get<boolean>(this.#name, true);
  }
}
