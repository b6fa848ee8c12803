/** Parses the command line, runs one command, prints its answer. Exit codes: see help.ts. */
import { parseArgs } from 'node:util';
import { TracewrightError } from '../core/errors.ts';
import { fileTrouble } from '../node/formats/fileTrouble.ts';
import { usageError } from './arguments.ts';
import type { Command, OptionTable } from './command.ts';
import { commands, planned } from './commands.ts';
import { commandHelp, generalHelp } from './help.ts';
import { progressLine } from './progressLine.ts';
import { productVersion } from './version.ts';

const exitCodes = { usage: 2, input: 3, environment: 4 } as const;

async function main(argv: readonly string[]): Promise<number> {
  const end = argv.indexOf('--');
  const json = argv.slice(0, end < 0 ? undefined : end).includes('--json');
  const progress = progressLine(process.stderr);
  try {
    const [name, ...rest] = argv[0] === '--json' ? argv.slice(1) : argv;
    if (name === undefined) return print(generalHelp(), 2, process.stderr);
    if (name === '--help' || name === '-h' || name === 'help') return print(generalHelp(), 0);
    if (name === '--version') return print(productVersion(), 0);
    const command = await findCommand(name);
    const { positionals, values } = parse(command, rest);
    if (values.help === true) return print(commandHelp(name, command), 0);
    const surplus = positionals[command.mostArguments];
    if (surplus !== undefined)
      throw usageError(`the argument ${surplus} is one too many`, 'see --help for the arguments');
    const answer = await command.run({ positionals, values, cwd: process.cwd(), progress });
    progress.clear();
    return print(json ? JSON.stringify(answer.json, null, 2) : answer.text, answer.exitCode ?? 0);
  } catch (error) {
    progress.clear();
    return fail(error, json);
  }
}

async function findCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) return load();
  if (planned.includes(name))
    throw usageError(`the command ${name} is not there yet`, 'tracewright --help lists those that are');
  throw usageError(`there is no command ${name}`, 'tracewright --help lists them');
}

function parse(command: Command, args: readonly string[]) {
  const options: OptionTable = { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };
  const parsed = parsedBy(() => parseArgs({ args: [...args], options, allowPositionals: true, tokens: true }));
  const given = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue;
    if (given.has(token.name) && options[token.name]?.type === 'string' && options[token.name]?.multiple !== true)
      throw usageError(`--${token.name} is given twice`, 'give it once');
    given.add(token.name);
  }
  return parsed;
}

function parsedBy<Parsed>(read: () => Parsed): Parsed {
  try {
    return read();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw usageError(
      words.replace(/\.? To specify a positional.*$/s, '').replaceAll(/\s+/g, ' '),
      'see --help for the options',
    );
  }
}

function print(text: string, exitCode: number, stream: NodeJS.WriteStream = process.stdout): number {
  if (text !== '') stream.write(`${text}\n`);
  return exitCode;
}

function fail(thrown: unknown, json: boolean): number {
  const error = thrown instanceof TracewrightError ? thrown : (fileTrouble(thrown) ?? thrown);
  const known = error instanceof TracewrightError;
  if (json) {
    const { code, message, file, line } = known
      ? { code: error.code, message: error.sentence, file: error.place.file, line: error.place.line }
      : { code: 'internal', message: String(error), file: undefined, line: undefined };
    process.stdout.write(`${JSON.stringify({ error: { code, message, file, line } })}\n`);
  }
  if (known) {
    process.stderr.write(`tracewright: ${error.sentence}\n`);
    return exitCodes[error.kind];
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const shown = stack
    .split('\n')
    .slice(0, 3)
    .map((line) => line.trim())
    .join(' ');
  process.stderr.write(`tracewright: ${shown} (this is a defect: please report it)\n`);
  return 70;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
