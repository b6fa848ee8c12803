import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TracewrightError } from '../../src/core/errors.ts';
import type { CodeServer } from './codeServer.ts';
import { freePort } from './freePort.ts';

/** What a window is opened on. */
export interface WindowRequest {
  /** A folder, or a `.code-workspace` file; nothing: an empty window. */
  readonly folder?: string;
  readonly extensionDevelopmentPath?: string;
  readonly extensionTestsPath?: string;
}

/** A VS Code server that this process started. */
export interface VscodeServer {
  readonly port: number;
  /** The address of a window. */
  url(window: WindowRequest): string;
  /** Called with every line that the server prints. */
  onLine(listener: (line: string) => void): void;
  /** Rejects when the server ends before it was stopped. */
  readonly failed: Promise<never>;
  /** Ends every process of the server and removes its data. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** 0 or nothing: a free one. */
  readonly port?: number;
  /** User settings of every window. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Leave Restricted Mode on, where that is what is tested. */
  readonly workspaceTrust?: boolean;
  /** Folders of extensions that are installed before it starts: a window can have only one under development. */
  readonly extensions?: readonly string[];
  /** Added to the environment of the server and so of its extension hosts. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts VS Code's server on loopback with a data folder of its own and waits until windows can be opened. */
export async function startServer(program: CodeServer, options: ServerOptions = {}): Promise<VscodeServer> {
  const data = await mkdtemp(path.join(os.tmpdir(), 'tracewright-vscode-'));
  await writeSettings(data, options.settings ?? {});
  for (const folder of options.extensions ?? []) {
    await cp(folder, path.join(data, 'extensions', path.basename(folder)), { recursive: true });
  }
  const port = await freePort(options.port);
  const child = spawnServer(program, data, port, options);
  const listeners: ((line: string) => void)[] = [];
  const lastLines: string[] = [];
  const ready = new Promise<void>((resolve) => {
    listeners.push((line) => {
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
      if (line.includes('Extension host agent started')) resolve();
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    const pending = { text: '' };
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (pending.text + text).split('\n');
      pending.text = lines.pop() ?? '';
      for (const line of lines) for (const listener of listeners) listener(line);
    });
  }
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(ended(code, lastLines)));
  });
  failed.catch(() => undefined);
  const stop = async () => {
    child.stdin?.destroy();
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once('exit', resolve));
  };
  try {
    await Promise.race([ready, failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    url: (window) => windowUrl(port, window),
    onLine: (listener) => void listeners.push(listener),
    failed,
    stop,
  };
}

function spawnServer(program: CodeServer, data: string, port: number, options: ServerOptions): ChildProcess {
  const guard = fileURLToPath(import.meta.resolve('./guard.ts'));
  const flags = [
    ...['--host', '127.0.0.1', '--port', String(port), '--server-data-dir', data],
    ...['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--enable-smoke-test-driver', ...(options.workspaceTrust ? [] : ['--disable-workspace-trust'])],
  ];
  return spawn(process.execPath, [guard, data, program.node, program.main, ...flags], {
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...withoutEditor(process.env), ...options.env },
  });
}

/** A terminal inside VS Code hands its own variables down; a second VS Code must not take them for its own. */
function withoutEditor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
}

async function writeSettings(data: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  for (const scope of ['User', 'Machine']) {
    const folder = path.join(data, 'data', scope);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
  }
}

function windowUrl(port: number, window: WindowRequest): string {
  const remote = (file: string) => `vscode-remote://127.0.0.1:${port}${encodeURI(slashed(file))}`;
  const payload = [['skipWelcome', 'true']];
  if (window.extensionDevelopmentPath)
    payload.push(['extensionDevelopmentPath', remote(window.extensionDevelopmentPath)]);
  if (window.extensionTestsPath) payload.push(['extensionTestsPath', remote(window.extensionTestsPath)]);
  const query = new URLSearchParams({ ...placeOf(window), payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

function placeOf({ folder }: WindowRequest): Record<string, string> {
  if (folder === undefined) return { ew: 'true' };
  return folder.endsWith('.code-workspace') ? { workspace: slashed(folder) } : { folder: slashed(folder) };
}

function slashed(file: string): string {
  const forward = path.resolve(file).replaceAll('\\', '/');
  return forward.startsWith('/') ? forward : `/${forward}`;
}

function ended(code: number | null, lastLines: readonly string[]): TracewrightError {
  const said = lastLines.length === 0 ? 'it said nothing' : lastLines.slice(-5).join(' / ');
  return new TracewrightError('VSCODE_ENDED', `VS Code's server ended with code ${code}: ${said}`, {
    kind: 'environment',
    remedy: 'delete the code-server folder in the cache and run the command again',
  });
}
