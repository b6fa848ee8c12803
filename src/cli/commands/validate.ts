import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { validateTrajectory } from '../../core/trajectory/validate.ts';
import { readJsonFile } from '../../node/formats/readJsonFile.ts';
import { requireSession } from '../../node/formats/sessionFolder.ts';
import { lintDataset } from '../../node/sink/lintDataset.ts';
import { openSession } from '../../node/store/openSession.ts';
import { verifySession } from '../../node/store/verifySession.ts';
import { pathOf, positional } from '../arguments.ts';
import type { Answer, Command } from '../command.ts';

interface Finding {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Says whether a file or folder is what its format demands: ATIF, a session, or a dataset. */
export const validateFile: Command = {
  usage: 'FILE [--strict]   (an ATIF file, a session folder, or a dataset folder or .jsonl)',
  example: 'tracewright validate trajectory.json --strict',
  mostArguments: 1,
  options: { strict: { type: 'boolean' } },
  async run(invocation) {
    const target = pathOf(invocation, positional(invocation, 0, 'FILE'));
    if (isFolder(target)) return existsSync(path.join(target, 'manifest.json')) ? dataset(target) : session(target);
    if (target.endsWith('.jsonl')) return dataset(target);
    const { valid, version, errors, warnings } = validateTrajectory(await readJsonFile(target), {
      strict: invocation.values.strict === true,
    });
    return answer('atif', version, valid, errors, warnings);
  },
};

function isFolder(target: string): boolean {
  return statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function session(folder: string): Promise<Answer> {
  requireSession(folder);
  const opened = await openSession(folder);
  const { ok, errors, warnings, firstDivergence } = verifySession(opened);
  const parting =
    firstDivergence === null
      ? []
      : [
          {
            path: firstDivergence.path,
            code: 'divergence',
            message: `event ${firstDivergence.seq}: ${firstDivergence.why}`,
          },
        ];
  return answer('session', String(opened.meta.version), ok, [...errors.map(told), ...parting], warnings.map(told));
}

async function dataset(target: string): Promise<Answer> {
  const { findings } = await lintDataset(target);
  const errors = findings.map(({ rule, row, message }) => ({ path: `row ${row}`, code: rule, message }));
  return answer('dataset', null, errors.length === 0, errors, []);
}

function told(error: {
  readonly code: string;
  readonly sentence: string;
  readonly place: { readonly file?: string };
}): Finding {
  return { path: error.place.file ?? '', code: error.code, message: error.sentence };
}

function answer(
  kind: string,
  version: string | null,
  valid: boolean,
  errors: readonly Finding[],
  warnings: readonly Finding[],
): Answer {
  const lines = [
    ...errors.map(({ path: place, code, message }) => `error    ${code}  ${place}  ${message}`),
    ...warnings.map(({ path: place, code, message }) => `warning  ${code}  ${place}  ${message}`),
    valid
      ? `This is a valid ${kind}${version === null ? '' : ` (${version})`}.`
      : `This is not a valid ${kind}: ${errors.length} errors.`,
  ];
  return { json: { valid, kind, version, errors, warnings }, text: lines.join('\n'), exitCode: valid ? 0 : 1 };
}
