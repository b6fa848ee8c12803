import { Losses } from '../../formats/exported.ts';
import type { Step } from '../atif.ts';
import type { ExportFormat } from './exportFormat.ts';
import { countLosses, failed, groundOf, plainText } from './losses.ts';

/** A trajectory to be read: a heading a step, texts as they are in fences that nothing in them can close. */
export const markdown: ExportFormat = {
  id: 'markdown',
  title: 'Markdown to read',
  write(trajectory) {
    const losses = new Losses();
    countLosses(trajectory, ['agent', 'errors', 'model', 'parallel calls', 'reasoning', 'times'], losses);
    losses.add('structure that a program could read back');
    const { name, version, model_name: model } = trajectory.agent;
    const head = [
      `# ${heading(name)}`,
      '',
      `- Agent: ${inline(`${name} ${version}`)}`,
      ...(typeof model === 'string' ? [`- Model: ${inline(model)}`] : []),
      `- Steps: ${trajectory.steps.length}`,
    ];
    return { content: `${[...head, ...trajectory.steps.flatMap(stepLines)].join('\n')}\n`, losses: losses.list() };
  },
};

function stepLines(step: Step): string[] {
  const time = typeof step.timestamp === 'string' ? ` · ${step.timestamp}` : '';
  const message = plainText(step.message).text;
  const results = step.observation?.results ?? [];
  return [
    '',
    `## ${step.step_id}. ${step.source}${time}`,
    ...(typeof step.reasoning_content === 'string' ? ['', '**Reasoning**', '', ...fenced(step.reasoning_content)] : []),
    ...(message === '' ? [] : ['', ...fenced(message)]),
    ...(step.tool_calls ?? []).flatMap((call) => [
      '',
      `**Call** ${inline(call.function_name)}`,
      '',
      ...fenced(JSON.stringify(call.arguments, null, 2), 'json'),
    ]),
    ...results.flatMap(({ content, extra }) => {
      const { exitCode } = groundOf(extra);
      const code = typeof exitCode === 'number' ? ` (exit code ${exitCode})` : '';
      return ['', `**Result${failed(extra) ? ', failed' : ''}**${code}`, '', ...fenced(plainText(content).text)];
    }),
  ];
}

/** A fence that is longer than any run of backticks inside. */
function fenced(text: string, language = 'text'): string[] {
  const longest = Math.max(2, longestRun(text));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence];
}

function inline(text: string): string {
  const longest = longestRun(text);
  const tick = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${tick}${space}${text.replaceAll(/\s+/g, ' ')}${space}${tick}`;
}

function heading(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>#]/g, '\\$&');
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
