import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { type Family, familyById } from '../../core/render/family.ts';
import { type FimMode, fimModes, type RenderedFim, renderFim } from '../../core/render/renderFim.ts';
import { vocabularyFamilies } from '../../core/render/vocabularyFamilies.ts';
import { codeLanguageOfPath } from '../../core/sample/languageOfPath.ts';
import { readTextFile } from '../../node/formats/readTextFile.ts';
import { openTokenizer } from '../../node/tokens/openTokenizer.ts';
import { oneOf, pathOf, requiredText, text, texts } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';

const modeNames = ['psm', 'spm', 'spm-1', 'spm-2', 'causal-mask'] as const;

/** One fill-in-the-middle prompt, or training text when the middle is given, in a family's exact strings. */
export const renderPrompt: Command = {
  usage:
    '--family M --prefix P --suffix S [--middle X] [--mode psm|spm|spm-1|spm-2|causal-mask] [--context FILE …] [--repo NAME] [--path P] [--language L] [--sentinels refuse|escape] [--tokenizer FILE]   (P, S and X may be @FILE)',
  example: "tracewright render --family qwen2.5-coder --prefix 'def add(a, b):\n    return ' --suffix '\n'",
  mostArguments: 0,
  options: {
    family: { type: 'string' },
    prefix: { type: 'string' },
    suffix: { type: 'string' },
    middle: { type: 'string' },
    mode: { type: 'string' },
    context: { type: 'string', multiple: true },
    repo: { type: 'string' },
    path: { type: 'string' },
    language: { type: 'string' },
    sentinels: { type: 'string' },
    tokenizer: { type: 'string' },
  },
  async run(invocation) {
    const family = familyById(requiredText(invocation, 'family'));
    const middle = text(invocation, 'middle');
    const repo = text(invocation, 'repo');
    const file = text(invocation, 'path');
    const language = text(invocation, 'language') ?? (file === undefined ? undefined : codeLanguageOfPath(file));
    const contextFiles = texts(invocation, 'context');
    const rendered = renderFim({
      family: family.id,
      prefix: await literalOrFile(invocation, requiredText(invocation, 'prefix')),
      suffix: await literalOrFile(invocation, requiredText(invocation, 'suffix')),
      mode: modeOf(invocation, family),
      sentinels: oneOf(text(invocation, 'sentinels') ?? 'refuse', ['refuse', 'escape'] as const, '--sentinels'),
      ...(middle === undefined ? {} : { middle: await literalOrFile(invocation, middle) }),
      ...(repo === undefined ? {} : { repo }),
      ...(file === undefined ? {} : { path: file }),
      ...(language == null ? {} : { language }),
      ...(contextFiles.length === 0
        ? {}
        : { context: await Promise.all(contextFiles.map((name) => contextOf(invocation, name))) }),
    });
    const { tokens, warnings } = await tokensOf(invocation, family, rendered);
    const bos = family.bos === undefined ? {} : { bos: family.bos };
    return {
      json: { ...rendered, ...bos, warnings, ...(tokens === undefined ? {} : { tokens }) },
      text: rendered.text,
    };
  },
};

/** What was asked for, else the family's first form. The orders that go by the name SPM may be asked for by theirs. */
function modeOf(invocation: Invocation, family: Family): FimMode {
  const asked = text(invocation, 'mode');
  if (asked === undefined) return fimModes(family)[0] ?? 'psm';
  const name = oneOf(asked, modeNames, '--mode');
  if (name === 'psm' || name === 'spm') return name;
  const mode = fimModes(family).find((known) => family.fim?.[known]?.variant === name);
  if (mode !== undefined) return mode;
  const known = fimModes(family).map((other) => family.fim?.[other]?.variant);
  throw new TracewrightError('mode-not-expressible', `${family.id} has no documented ${name} form`, {
    kind: 'usage',
    remedy: `use ${known.join(' or ')}`,
  });
}

/** The prompt's tokens in a real vocabulary, when one is given, and whether it is one of the family's. */
async function tokensOf(invocation: Invocation, family: Family, { text: prompt, spans, warnings }: RenderedFim) {
  const file = text(invocation, 'tokenizer');
  if (file === undefined) return { warnings };
  const tokenizer = await openTokenizer(pathOf(invocation, file));
  const sentinel = (start: number) =>
    spans.some((span) => (span.kind === 'sentinel' || span.kind === 'stop') && span.start <= start && start < span.end);
  const tokens = tokenizer.encode(prompt, { special: sentinel })?.ids ?? [];
  if (vocabularyFamilies(tokenizer).includes(family.id)) return { tokens, warnings };
  const message = `${family.id}'s sentinels are not all one token each in this tokenizer`;
  return { tokens, warnings: [...warnings, { code: 'sentinel-not-in-vocabulary', message }] };
}

async function literalOrFile(invocation: Invocation, value: string): Promise<string> {
  return value.startsWith('@') ? readTextFile(pathOf(invocation, value.slice(1))) : value;
}

async function contextOf(invocation: Invocation, name: string): Promise<{ path: string; text: string }> {
  const absolute = pathOf(invocation, name);
  const relative = path.relative(invocation.cwd, absolute);
  const shown = relative.startsWith('..') ? path.basename(absolute) : relative;
  return { path: shown.split(path.sep).join('/'), text: await readTextFile(absolute) };
}
