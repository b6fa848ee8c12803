/** Parses the command line, runs one command, prints its answer. Exit codes: see help.ts. */
import { parseArgs } from 'node:util';
import { TracewrightError } from '../core/errors.ts';
import { usageError } from './arguments.ts';
import type { Command } from './command.ts';
import { commands, planned } from './commands.ts';
import { commandHelp, generalHelp } from './help.ts';
import { progressLine } from './progressLine.ts';
import { productVersion } from './version.ts';

const exitCodes = { usage: 2, input: 3, environment: 4 } as const;

async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  const progress = progressLine(process.stderr);
  try {
    const [name, ...rest] = argv.filter((argument) => argument !== '--json');
    if (name === undefined) return print(generalHelp(), 2, process.stderr);
    if (name === '--help' || name === '-h' || name === 'help') return print(generalHelp(), 0);
    if (name === '--version') return print(productVersion(), 0);
    const command = await findCommand(name);
    const { positionals, values } = parse(command, rest);
    if (values.help === true) return print(commandHelp(name, command), 0);
    const answer = await command.run({ positionals, values, cwd: process.cwd(), progress });
    progress.clear();
    return print(json ? JSON.stringify(answer.json, null, 2) : answer.text, answer.exitCode ?? 0);
  } catch (error) {
    progress.clear();
    return fail(error, json);
  }
}

async function findCommand(name: string): Promise<Command> {
  const load = commands[name];
  if (load) return load();
  if (planned.includes(name))
    throw usageError(`the command ${name} is not there yet`, 'tracewright --help lists those that are');
  throw usageError(`there is no command ${name}`, 'tracewright --help lists them');
}

function parse(command: Command, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw usageError(
      error instanceof Error ? error.message.replace(/\.? To specify.*$/s, '') : String(error),
      'see --help for the options',
    );
  }
}

function print(text: string, exitCode: number, stream: NodeJS.WriteStream = process.stdout): number {
  if (text !== '') stream.write(`${text}\n`);
  return exitCode;
}

function fail(error: unknown, json: boolean): number {
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
  process.stderr.write(
    `tracewright: ${error instanceof Error ? (error.stack ?? error.message) : String(error)} (this is a defect: please report it)\n`,
  );
  return 70;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
