import path from 'node:path';
import { familyById } from '../../core/render/family.ts';
import { type FimMode, fimModes, renderFim } from '../../core/render/renderFim.ts';
import { readTextFile } from '../../node/formats/readTextFile.ts';
import { oneOf, pathOf, requiredText, text, texts } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';

/** One fill-in-the-middle prompt, or training text when the middle is given, in a family's exact strings. */
export const renderPrompt: Command = {
  usage:
    '--family M --prefix P --suffix S [--middle X] [--mode psm|spm] [--context FILE …] [--repo NAME] [--path P]   (P, S and X may be @FILE)',
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
  },
  async run(invocation) {
    const family = requiredText(invocation, 'family');
    const middle = text(invocation, 'middle');
    const repo = text(invocation, 'repo');
    const file = text(invocation, 'path');
    const contextFiles = texts(invocation, 'context');
    const rendered = renderFim({
      family,
      prefix: await literalOrFile(invocation, requiredText(invocation, 'prefix')),
      suffix: await literalOrFile(invocation, requiredText(invocation, 'suffix')),
      mode: modeOf(invocation, family),
      ...(middle === undefined ? {} : { middle: await literalOrFile(invocation, middle) }),
      ...(repo === undefined ? {} : { repo }),
      ...(file === undefined ? {} : { path: file }),
      ...(contextFiles.length === 0
        ? {}
        : { context: await Promise.all(contextFiles.map((name) => contextOf(invocation, name))) }),
    });
    const { text: prompt, spans, stop, mode } = rendered;
    return { json: { text: prompt, spans, stop, mode }, text: prompt };
  },
};

/** What was asked for, else the family's first documented form. */
function modeOf(invocation: Invocation, family: string): FimMode {
  const asked = text(invocation, 'mode');
  if (asked !== undefined) return oneOf(asked, ['psm', 'spm'] as const, '--mode');
  return fimModes(familyById(family))[0] ?? 'psm';
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
