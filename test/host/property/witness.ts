/** Sees the same as the recorder, by other means: what the editor says, what is on disk, and what git makes of it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Recording } from '../../../src/extension/host/recording.ts';
import { folderPath, wait } from '../recording.ts';
import { FOLDER } from './stage.ts';

/** A text of the editor right after one of its edits, or at a moment of quiet. */
export interface SeenText {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/** All that was there at one moment. */
export interface Moment {
  /** Records that the log had then. */
  readonly records: number;
  readonly texts: readonly SeenText[];
  /** git's id of the folder's tree; undefined where the disk was not quiet. */
  readonly tree: string | undefined;
}

/** For how long the log must not grow until it is quiet. The longest wait of the recorder is 1 s and a snapshot. */
const QUIET_MS = 3_000;
/** A file operation that the editor announced and then refused is awaited for 5 s. */
const REFUSED_MS = 5_000 + QUIET_MS;
const LONGEST_MS = 25_000;

export class Witness {
  readonly #folder: string;
  readonly #scratch = mkdtempSync(path.join(os.tmpdir(), 'tracewright-witness-'));
  readonly #listener: vscode.Disposable;
  readonly edits: SeenText[] = [];
  readonly moments: Moment[] = [];
  /** Records that were there before it looked. */
  readonly from: number;
  #paused = false;
  #refusedAt = 0;
  #everPaused = false;

  /** `folder`: the session's. Made when recording has begun, so that the recorder's listeners were there before. */
  constructor(folder: string, recording: Recording) {
    this.#folder = folder;
    execFileSync('git', ['init', '--quiet', '--bare', path.join(this.#scratch, 'git')]);
    this.from = this.#records();
    this.#listener = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (!this.#paused && contentChanges.length > 0 && isWork(document)) this.edits.push(seen(document));
      }),
      recording.onDidChangeState(({ state }) => {
        this.#paused = state === 'paused' || state === 'off';
        this.#everPaused ||= state === 'paused';
      }),
    );
  }

  get everPaused(): boolean {
    return this.#everPaused;
  }

  /** The editor did not do what it was asked. */
  refused(): void {
    this.#refusedAt = Date.now();
  }

  /** The texts now, without waiting for anything. */
  lookAtTexts(): void {
    if (!this.#paused) this.#note(undefined);
  }

  /** Waits until nothing more is written, then takes down texts and tree. */
  async lookWhenQuiet(): Promise<void> {
    if (this.#paused) return;
    const until = Date.now() + LONGEST_MS;
    let quietAt = Math.max(Date.now() + QUIET_MS, this.#refusedAt + REFUSED_MS);
    for (let records = this.#records(); Date.now() < Math.min(quietAt, until); ) {
      await wait(100);
      const now = this.#records();
      if (now !== records) quietAt = Math.max(quietAt, Date.now() + QUIET_MS);
      records = now;
    }
    this.#note(this.tree());
  }

  /** Takes down the tree where a checkpoint was just made. */
  lookAtTree(): void {
    this.#note(this.tree());
  }

  /** git's id of the folder as it is now: of a copy, by plain git, with the person's own rules of what to ignore. */
  tree(): string {
    const copy = path.join(this.#scratch, 'copy');
    rmSync(copy, { recursive: true, force: true });
    const skipped = new Set(['.git', '.tracewright'].map((name) => path.join(folderPath(), name)));
    cpSync(folderPath(), copy, { recursive: true, verbatimSymlinks: true, filter: (from) => !skipped.has(from) });
    const exclude = path.join(folderPath(), '.git', 'info', 'exclude');
    if (existsSync(exclude)) cpSync(exclude, path.join(this.#scratch, 'git', 'info', 'exclude'));
    const index = path.join(this.#scratch, 'index');
    rmSync(index, { force: true });
    const env = {
      ...process.env,
      GIT_DIR: path.join(this.#scratch, 'git'),
      GIT_WORK_TREE: copy,
      GIT_INDEX_FILE: index,
    };
    const git = (...args: string[]) => execFileSync('git', args, { cwd: copy, env, encoding: 'utf8', stdio: 'pipe' });
    git('-c', 'core.autocrlf=false', 'add', '--all', '.');
    return git('write-tree').trim();
  }

  dispose(): void {
    this.#listener.dispose();
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  #note(tree: string | undefined): void {
    const texts = this.#paused ? [] : vscode.workspace.textDocuments.filter(isWork).map(seen);
    this.moments.push({ records: this.#records(), texts, tree });
  }

  /** Every record begins with a newline, and there is no other one in it. */
  #records(): number {
    const segments = readdirSync(this.#folder).filter((name) => name.startsWith('events-'));
    return segments.reduce((sum, name) => sum + newlines(readFileSync(path.join(this.#folder, name))), 0);
  }
}

/** Every file of the folder by its path: mode and id as git has them, computed here. */
export function filesOnDisk(): Map<string, string> {
  const files = new Map<string, string>();
  const folders = [FOLDER];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const at = path.join(folderPath(), folder);
    if (!existsSync(at)) continue;
    for (const name of readdirSync(at)) {
      const below = `${folder}/${name}`;
      const file = path.join(folderPath(), below);
      const stats = lstatSync(file);
      if (stats.isDirectory()) folders.push(below);
      else if (stats.isSymbolicLink()) files.set(below, `120000 ${blob(Buffer.from(readlinkSync(file)))}`);
      else files.set(below, `${(stats.mode & 0o100) === 0 ? '100644' : '100755'} ${blob(readFileSync(file))}`);
    }
  }
  return files;
}

function blob(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function isWork({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'untitled' || (uri.scheme === 'file' && uri.fsPath.startsWith(path.join(folderPath(), FOLDER)));
}

function seen(document: vscode.TextDocument): SeenText {
  return { uri: document.uri.toString(), version: document.version, text: document.getText() };
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
