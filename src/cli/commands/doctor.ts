import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { vocabularyFamilies } from '../../core/render/vocabularyFamilies.ts';
import { jinjaTemplates } from '../../node/chat/jinjaTemplates.ts';
import { gitText } from '../../node/git/gitProcess.ts';
import { findSandbox } from '../../node/sandbox/sandbox.ts';
import { SyntaxService } from '../../node/syntax/engine.ts';
import { openTokenizer } from '../../node/tokens/openTokenizer.ts';
import { pathOf, text } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { table } from '../table.ts';
import { productVersion } from '../version.ts';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** Everything but one mode or feature works without it. */
  readonly optional?: boolean;
}

/** Says what is on this machine, by trying it. Exit code 1 when something that is needed is not there. */
export const doctor: Command = {
  usage: '[--tokenizer FILE]',
  example: 'tracewright doctor --json',
  mostArguments: 0,
  options: { tokenizer: { type: 'string' } },
  async run(invocation) {
    const checks: Finding[] = [
      { name: 'tracewright', ok: true, detail: productVersion() },
      { name: 'node', ok: Number(process.versions.node.split('.')[0]) >= 20, detail: process.versions.node },
      await attempt('git', async () => (await gitText(['--version'])).trim()),
      await attempt('temporary folder', temporaryFolder),
      await attempt('parser (wasm)', () => parses(false)),
      { ...(await attempt('parser (native)', () => parses(true))), ok: true },
      await sandbox(),
      await tokenizers(invocation),
      await attempt('chat templates', chatTemplates),
    ];
    const rows = checks.map(({ name, ok, detail }) => [ok ? 'ok' : 'missing', name, detail]);
    const complete = checks.every(({ ok, optional }) => ok || optional === true);
    return { json: { checks }, text: table(rows), exitCode: complete ? 0 : 1 };
  },
};

async function attempt(name: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { name, ok: true, detail: await check() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** What recorded commands would run in; without it the mode exec is refused and all else works. */
async function sandbox(): Promise<Finding> {
  const finding = await findSandbox();
  const detail = finding.kind === 'none' ? `no replay of commands: ${finding.why} (${finding.remedy})` : finding.detail;
  return { name: 'sandbox', ok: finding.kind !== 'none', detail, optional: true };
}

/** A vocabulary is the user's own file: no model's comes with the program. */
async function tokenizers(invocation: Invocation): Promise<Finding> {
  const file = text(invocation, 'tokenizer');
  if (file !== undefined) {
    return attempt('tokenizer', async () => {
      const tokenizer = await openTokenizer(pathOf(invocation, file));
      const known = vocabularyFamilies(tokenizer);
      return `${tokenizer.id}; sentinels of ${known.length === 0 ? 'no family' : known.join(', ')}`;
    });
  }
  const engine = await attempt('tokenizer', async () => {
    await import('@huggingface/tokenizers');
    return 'none given: tokens are estimated as bytes/4 (--tokenizer takes a tokenizer.json)';
  });
  return { ...engine, optional: true };
}

/** Writes one turn. */
async function chatTemplates(): Promise<string> {
  const render = (await jinjaTemplates())('{% for message in messages %}{{ message.content }}{% endfor %}');
  if (render({ messages: [{ content: 'probe' }] }) !== 'probe') throw new Error('the Jinja engine does not work here');
  return 'any Jinja template';
}

/** Tries to parse; native code is a bonus, WebAssembly has to be there. */
async function parses(native: boolean): Promise<string> {
  const service = SyntaxService.open({ native });
  const tree = await service.parse('probe.ts', 'const one: number = 1;');
  const language = service.languageOf('probe.ts');
  if (tree === undefined || language === undefined) throw new Error('the TypeScript grammar is not there');
  const { kind } = await service.engineFor(language);
  if (native && kind !== 'native') return 'does not load here; WebAssembly is used';
  return `tree-sitter, ${kind}, ${service.languages.filter(({ grammar }) => grammar !== undefined).length} languages`;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-doctor-'));
  try {
    await writeFile(path.join(folder, 'probe'), 'x');
    return `${os.tmpdir()} can be written`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
