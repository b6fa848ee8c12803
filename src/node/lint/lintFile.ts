import { statSync } from 'node:fs';
import path from 'node:path';
import { parseConversation } from '../../core/chat/chatMessage.ts';
import type { ChatTemplate } from '../../core/chat/chatTemplate.ts';
import { renderChat } from '../../core/chat/renderChat.ts';
import { TracewrightError } from '../../core/errors.ts';
import type { Benchmark } from '../../core/lint/benchmark.ts';
import { RowLint, type RowLintContext, type RowLintReport } from '../../core/lint/rowLint.ts';
import { lintContext } from '../../core/sample/lint.ts';
import type { LintContext } from '../../core/sample/lintRule.ts';
import { agentDataProtocol } from '../../core/trajectory/importing/agentDataProtocol.ts';
import { openAiChat } from '../../core/trajectory/importing/messageLogs.ts';
import { recogniseTrajectory } from '../../core/trajectory/importing/trajectoryFormats.ts';
import { fileHead } from '../formats/fileHead.ts';
import { fileTrouble } from '../formats/fileTrouble.ts';
import { readForeign } from '../formats/readForeign.ts';
import { readManifest } from '../sink/readRows.ts';
import { nodeDigest } from '../store/digest.ts';
import { fileRows } from './fileRows.ts';
import { RowSources, type SourcePlaces } from './rowSources.ts';

interface LintFileOptions extends SourcePlaces {
  readonly maxFindings?: number;
  /** Names of rules; absent: all. */
  readonly only?: ReadonlySet<string>;
  readonly benchmark?: Benchmark;
  readonly template?: ChatTemplate;
  readonly requireLicence?: boolean;
  readonly onRows?: (rows: number) => void;
}

const REPORT_EVERY = 1000;

/** Formats whose rows many an agent's log looks like, too, and how sure it must be one then. */
const weak: ReadonlySet<string | null> = new Set(['openai', 'text', null]);
const SURE_LOG = 0.7;
/** Logs that are rows themselves. */
const rowLogs: ReadonlySet<string> = new Set([openAiChat.id, agentDataProtocol.id]);

/**
 * Lints a dataset's folder, a file of rows of any known format, or an agent's log, however large; see RowLint.
 * Throws what reading the files throws; a row that cannot be read is a finding.
 */
export async function lintFile(target: string, options: LintFileOptions = {}): Promise<RowLintReport> {
  const sources = options.repo === undefined && options.folder === undefined ? null : new RowSources(options);
  try {
    const context = contextOf(options);
    const lint = new RowLint(context, options);
    const files = filesOf(target);
    let rows = 0;
    for (const file of files) {
      for await (const row of fileRows(file)) {
        if (++rows % REPORT_EVERY === 0) options.onRows?.(rows);
        if ('broken' in row) lint.broken(row.broken, row.line);
        else lint.add(row.value, row.text, row.line, await ownContext(lint, row.value, context.own, sources));
      }
    }
    const report = lint.report();
    return weak.has(report.format) ? ((await agentLog(target, options, context)) ?? report) : report;
  } finally {
    sources?.dispose();
  }
}

function contextOf({ benchmark, template, requireLicence = false }: LintFileOptions): RowLintContext {
  const own = lintContext(nodeDigest, { requireLicence, ...(benchmark === undefined ? {} : { benchmark }) });
  return {
    own,
    foreign: {
      redactor: own.redactor,
      ...(benchmark === undefined ? {} : { benchmark }),
      ...(template === undefined ? {} : { rendered: (messages, tools) => warningsOf(template, messages, tools) }),
    },
  };
}

/** A conversation that the template refuses is told by rules of their own. */
function warningsOf(template: ChatTemplate, messages: unknown, tools: unknown) {
  try {
    return renderChat(template, parseConversation({ messages, tools })).warnings;
  } catch (error) {
    if (error instanceof TracewrightError) return [{ code: 'message-dropped', message: error.message } as const];
    throw error;
  }
}

async function ownContext(
  lint: RowLint,
  value: unknown,
  own: LintContext,
  sources: RowSources | null,
): Promise<LintContext> {
  return sources === null || !lint.isOwn(value) ? own : { ...own, sources: await sources.of(value) };
}

function filesOf(target: string): readonly string[] {
  try {
    if (!statSync(target).isDirectory()) return [target];
  } catch (cause) {
    throw fileTrouble(cause, target) ?? cause;
  }
  return readManifest(target).files.map(({ path: file }) => {
    const parts = file.split('/');
    if (path.isAbsolute(file) || parts.some((part) => part === '..' || part.includes('\\'))) {
      throw new TracewrightError('path-outside', `the manifest names a file outside the dataset: ${file}`, {
        place: { file: target },
        remedy: 'make the dataset again, or name another one',
      });
    }
    return path.join(target, ...parts);
  });
}

/** An agent's log as the one trajectory that it holds; null: it is none. */
async function agentLog(
  target: string,
  options: LintFileOptions,
  context: RowLintContext,
): Promise<RowLintReport | null> {
  if (statSync(target).isDirectory()) return null;
  const known = recogniseTrajectory(await fileHead(target));
  if (known === null || known.recognised.confidence < SURE_LOG || rowLogs.has(known.format.id)) return null;
  try {
    const { trajectory, format } = await readForeign(target);
    const lint = new RowLint(context, options);
    lint.add(trajectory, JSON.stringify(trajectory), undefined);
    return { ...lint.report(), format };
  } catch (error) {
    if (error instanceof TracewrightError) return null;
    throw error;
  }
}
