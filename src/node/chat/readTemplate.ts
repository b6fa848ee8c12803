import * as z from 'zod/mini';
import { ChatTemplate, type ChatVariables } from '../../core/chat/chatTemplate.ts';
import { TracewrightError } from '../../core/errors.ts';
import { readTextFile } from '../formats/readTextFile.ts';
import { jinjaTemplates } from './jinjaTemplates.ts';

const token = z.optional(z.nullable(z.union([z.string(), z.looseObject({ content: z.string() })])));
const configSchema = z.looseObject({
  chat_template: z.union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))]),
  bos_token: token,
  eos_token: token,
});

/**
 * A chat template: a Jinja file, or a model's `tokenizer_config.json` with its `chat_template` and tokens. Of several,
 * the one that is called `tool_use`, else `default`.
 * @param variables stand before what the configuration says
 * @throws TracewrightError `no-chat-template`, and what reading the file throws
 */
export async function readTemplate(file: string, variables: ChatVariables, now?: Date): Promise<ChatTemplate> {
  const content = await readTextFile(file);
  const compile = await jinjaTemplates(now);
  const config = content.trimStart().startsWith('{"') || file.endsWith('.json') ? configOf(content, file) : null;
  if (config === null) return new ChatTemplate(content, compile, variables);
  const known = { bos_token: textOf(config.bos_token), eos_token: textOf(config.eos_token) };
  return new ChatTemplate(templateOf(config.chat_template), compile, { ...known, ...variables });
}

function configOf(content: string, file: string): z.infer<typeof configSchema> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    value = null;
  }
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TracewrightError('no-chat-template', 'this file has no chat_template', {
    place: { file },
    remedy: 'name a .jinja file, or a tokenizer_config.json with one',
  });
}

function templateOf(templates: z.infer<typeof configSchema>['chat_template']): string {
  if (typeof templates === 'string') return templates;
  const named = (name: string) => templates.find((template) => template.name === name);
  return (named('tool_use') ?? named('default') ?? templates[0])?.template ?? '';
}

const textOf = (value: z.infer<typeof token>) => (typeof value === 'string' ? value : (value?.content ?? ''));
