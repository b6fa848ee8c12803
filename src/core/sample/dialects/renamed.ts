import { fieldsOf } from '../../trajectory/importing/fields.ts';
import type { RecordedCall } from '../../trajectory/tools/callOutcome.ts';
import { type Random, seededRandom } from '../random.ts';
import { call, type Dialect, type Sayings } from './dialect.ts';
import { ours } from './ours.ts';

/** Names that a tool may get, by what ours is called. */
const toolNames: Readonly<Record<string, readonly string[]>> = {
  read_file: ['show_source', 'peek', 'cat_lines', 'fetch_document', 'open_source'],
  str_replace: ['swap_text', 'amend', 'substitute_once', 'patch_passage', 'rewrite_passage'],
  create_file: ['new_document', 'add_source', 'start_file', 'put_new'],
  delete_file: ['drop_document', 'remove_source', 'erase', 'unlink_path'],
  move_file: ['relocate', 'rename_document', 'shift_path', 'carry_over'],
  run_command: ['terminal_exec', 'sh', 'launch', 'invoke_shell', 'system'],
  write_file: ['store_document', 'overwrite', 'save_text', 'set_contents'],
  search_text: ['scan', 'look_for', 'match_lines', 'text_query'],
  find_files: ['locate', 'name_query', 'match_paths', 'which_files'],
  list_files: ['directory_of', 'enumerate', 'folder_contents', 'browse'],
};

const parameterNames: Readonly<Record<string, readonly string[]>> = {
  path: ['target', 'document', 'where', 'location', 'source'],
  start_line: ['top', 'begin', 'first', 'line_from'],
  end_line: ['bottom', 'until', 'last', 'line_to'],
  old_str: ['current', 'find', 'was', 'passage'],
  new_str: ['replacement', 'put', 'becomes', 'instead'],
  content: ['body', 'text', 'payload', 'full_text'],
  new_path: ['destination', 'goal', 'move_to', 'new_location'],
  command: ['line', 'script', 'instruction', 'to_run'],
  cwd: ['folder', 'in_directory', 'working_dir', 'base'],
  pattern: ['expression', 'query', 'needle', 'glob_or_regex'],
  files: ['only', 'among', 'file_filter', 'name_filter'],
};

const wrappers = ['request', 'args', 'options', 'input'];

interface RenamedTool {
  readonly name: string;
  /** Our parameter to the new name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** All parameters stand in one object of this name; null: side by side. */
  readonly wrapper: string | null;
}

/**
 * Our tools under other names and in another shape, drawn from a seed: for learning to use tools that were never seen.
 * Names and parameters are new, parameters stand in another order, and some tools take one object with all of them. The
 * definitions are made to fit. `unsay` gives our call back.
 */
export function renamedDialect(seed: number): Dialect {
  const random = seededRandom(seed);
  const tools = new Map(Object.keys(toolNames).map((name) => [name, drawTool(name, random)]));
  const back = new Map([...tools].map(([name, tool]) => [tool.name, { name, tool }]));
  const say = Object.fromEntries(
    Object.entries(ours.say).map(([what, saying]) => [
      what,
      (...given: Parameters<typeof saying>) =>
        (saying as (...all: unknown[]) => readonly RecordedCall[] | null)(...given)?.map((one) =>
          renamed(one, tools),
        ) ?? null,
    ]),
  ) as Sayings;
  const definitions = ours.tools.map((tool) => ({ tool, at: random() }));
  return {
    id: 'renamed',
    agent: ours.agent,
    tools: definitions.sort((a, b) => a.at - b.at).map(({ tool }) => renamedDefinition(tool, tools)),
    say,
    unsay: (one) => {
      const known = back.get(one.function_name);
      if (known === undefined) return one;
      const { wrapper, parameters } = known.tool;
      const given = wrapper === null ? one.arguments : fieldsOf(one.arguments[wrapper]);
      return call(known.name, Object.fromEntries([...parameters].map(([old, name]) => [old, given[name]])));
    },
  };
}

function drawTool(name: string, random: Random): RenamedTool {
  const { properties } = schemaOf(ours.tools.find((tool) => nameOf(tool) === name) ?? {});
  const own = Object.keys(properties).map((old) => ({ old, at: random() }));
  const names = own
    .sort((a, b) => a.at - b.at)
    .map(({ old }): [string, string] => [old, pick(parameterNames[old] ?? [old], random)]);
  return {
    name: pick(toolNames[name] ?? [name], random),
    parameters: new Map(names),
    wrapper: random() < 0.3 ? pick(wrappers, random) : null,
  };
}

function renamed(one: RecordedCall, tools: ReadonlyMap<string, RenamedTool>): RecordedCall {
  const tool = tools.get(one.function_name);
  if (tool === undefined) return one;
  const given = Object.fromEntries(
    [...tool.parameters].flatMap(([old, name]) => (old in one.arguments ? [[name, one.arguments[old]]] : [])),
  );
  return call(tool.name, tool.wrapper === null ? given : { [tool.wrapper]: given });
}

function renamedDefinition(definition: Record<string, unknown>, tools: ReadonlyMap<string, RenamedTool>) {
  const tool = tools.get(nameOf(definition));
  if (tool === undefined) return definition;
  const { description } = fieldsOf(definition.function);
  const { properties, required } = schemaOf(definition);
  const inWords = (said: unknown) =>
    [...tool.parameters].reduce(
      (text, [old, name]) => text.replaceAll(new RegExp(`\\b${old}\\b`, 'g'), name),
      `${said}`,
    );
  const schema = {
    type: 'object',
    properties: Object.fromEntries(
      [...tool.parameters].map(([old, name]) => {
        const property = fieldsOf(properties[old]);
        return [name, { ...property, description: inWords(property.description) }];
      }),
    ),
    required: required.map((old) => tool.parameters.get(old) ?? old),
  };
  const parameters =
    tool.wrapper === null
      ? schema
      : { type: 'object', properties: { [tool.wrapper]: schema }, required: [tool.wrapper] };
  return { type: 'function', function: { name: tool.name, description: ownWords(inWords, description), parameters } };
}

/** The path is a parameter and a word: descriptions of tools keep the word. */
function ownWords(inWords: (said: unknown) => string, description: unknown): string {
  return `${description}`.includes('_') ? inWords(description) : `${description}`;
}

const pick = (list: readonly string[], random: Random) => list[Math.floor(random() * list.length)] ?? '';

function nameOf(definition: Record<string, unknown>): string {
  const { name } = fieldsOf(definition.function);
  return typeof name === 'string' ? name : '';
}

function schemaOf(definition: Record<string, unknown>) {
  const { properties, required } = fieldsOf(fieldsOf(definition.function).parameters);
  return {
    properties: fieldsOf(properties),
    required: Array.isArray(required) ? required.filter((name): name is string => typeof name === 'string') : [],
  };
}
