import { verificationOf } from '../../trajectory/verification.ts';
import type { Finding, Severity } from '../change.ts';
import type { ChangeView } from '../changeView.ts';
import { lineText } from '../lineText.ts';
import type { CallFact } from './callFact.ts';
import { changeFacts } from './changeFacts.ts';
import { claimsIn } from './claims.ts';
import { RecordedPaths } from './recordedPaths.ts';
import { SOME_FILE } from './shellFacts.ts';
import { finalMessage, finalStep } from './trajectoryFacts.ts';

/**
 * How the change was made, as its trajectory shows: files that were edited before they were read, names that were changed
 * before they were searched for, nothing run after the last edit, and a closing message that says what was not so.
 * Nothing without a trajectory.
 */
export async function processFindings(change: ChangeView): Promise<Finding[]> {
  const calls = changeFacts(change);
  if (calls === null || change.trajectory === null) return [];
  const found = [
    ...unreadEdits(change, calls),
    ...(await unsearchedNames(change, calls)),
    ...unverifiedEnd(change, calls),
    ...(await falseClaims(change, calls)),
  ];
  return Promise.all(found.map((one) => placed(change, one)));
}

interface Remark {
  readonly severity: Severity;
  readonly path: string;
  readonly line?: number;
  readonly symbol: string;
  readonly message: string;
  readonly why: string;
}

function unreadEdits(change: ChangeView, calls: readonly CallFact[]): Remark[] {
  const paths = new RecordedPaths([...change.base.files, ...change.head.files]);
  const told = new Set<string>();
  const remarks: Remark[] = [];
  for (const [at, call] of calls.entries()) {
    for (const { path, how } of call.edits) {
      if (path === SOME_FILE || told.has(path)) continue;
      told.add(path);
      if (!change.base.files.has(path) || how === 'move' || how === 'delete' || call.rename || call.ok === false)
        continue;
      if (!change.changed.includes(path)) continue;
      const before = calls.slice(0, at);
      const read = before.some(
        ({ reads, shown }) =>
          reads.some((one) => one.path === path) ||
          (shown !== null && paths.mentions(shown, path) && showsMore(shown, path)),
      );
      const made = before.some(({ edits }) => edits.some((one) => one.to === path));
      // The call replaced a text of the file and did so: it was known, from what was said before the recording or a search.
      if (read || made) continue;
      remarks.push({
        severity: 'warning',
        path,
        symbol: '',
        message: `Step ${call.step} edits this file, and nothing before it read the file or showed a line of it.`,
        why: 'no view, search hit or output before the step shows anything of the file',
      });
    }
  }
  return remarks;
}

/** A bare list of names does not show the file; a line that goes on behind the name does. */
function showsMore(shown: string, path: string): boolean {
  const lines = shown.split('\n');
  return lines.some((line, at) => {
    const found = line.indexOf(path);
    if (found < 0) return false;
    const rest = line
      .slice(found + path.length)
      .replace(/^['"`:,)\]]+\s*$/, '')
      .trim();
    if (rest !== '') return true;
    const next = lines[at + 1] ?? '';
    return /^\s*\d+\s*[→:|\t-]/.test(next) || /^(@@|```)/.test(next.trim());
  });
}

async function unsearchedNames(change: ChangeView, calls: readonly CallFact[]): Promise<Remark[]> {
  const remarks: Remark[] = [];
  for (const { name, path, renamedTo } of await change.removed()) {
    if (renamedTo === null || change.base.files.size < 2) continue;
    const first = calls.findIndex(
      ({ edits, rename }) => rename || edits.some((one) => one.path === path || (one.removed?.includes(name) ?? false)),
    );
    if (first < 0 || calls.some(({ rename }) => rename)) continue;
    const searched = (call: CallFact): boolean =>
      call.searches.some((pattern) => pattern.includes(name) || matches(pattern, name));
    const before = calls.slice(0, first).some(searched);
    if (before) continue;
    const later = calls.find((call, index) => index >= first && searched(call));
    remarks.push({
      severity: later === undefined ? 'warning' : 'info',
      path: change.head.files.has(path) ? path : (change.changed[0] ?? path),
      symbol: name,
      message:
        later === undefined
          ? `${name} was renamed to ${renamedTo} in step ${calls[first]?.step}, and nobody searched for its uses.`
          : `${name} was renamed to ${renamedTo} in step ${calls[first]?.step}; it was searched for only in step ${later.step}.`,
      why: 'no search, reference request or rename of the editor before the edit names the symbol',
    });
  }
  return remarks;
}

function matches(pattern: string, name: string): boolean {
  if (pattern.length < 3 || pattern.length > 200 || /[([{][^)\]}]*[+*][^)\]}]*[)\]}][+*{]/.test(pattern)) return false;
  try {
    return (new RegExp(pattern, 'i').exec(name)?.[0].length ?? 0) >= 3;
  } catch {
    return false;
  }
}

function unverifiedEnd(change: ChangeView, calls: readonly CallFact[]): Remark[] {
  const last = calls.findLastIndex(({ edits }) => edits.some(({ path }) => path === SOME_FILE || isCode(change, path)));
  const [first] = change.changed;
  if (last < 0 || first === undefined) return [];
  const runs = calls.filter(
    ({ command }, index) => index > last && command !== null && verificationOf(command) !== null,
  );
  if (runs.some(({ ok }) => ok === true) && runs.at(-1)?.ok !== false) return [];
  const edited = calls[last]?.edits.find(({ path }) => change.head.files.has(path))?.path ?? first;
  const red = runs.findLast(({ ok }) => ok === false);
  return [
    {
      severity: red === undefined ? 'warning' : 'error',
      path: edited,
      symbol: '',
      message:
        red === undefined
          ? `After the last edit, in step ${calls[last]?.step}, neither tests nor a type check ran and passed.`
          : `What ran after the last edit, in step ${red.step}, failed, and the work ended there.`,
      why:
        red === undefined
          ? 'no command after the step is known to run tests, a type check or a build that passed'
          : `\`${(red.command ?? '').split('\n')[0]?.slice(0, 80)}\` did not end well`,
    },
  ];
}

async function falseClaims(change: ChangeView, calls: readonly CallFact[]): Promise<Remark[]> {
  const { trajectory } = change;
  if (trajectory === null) return [];
  const step = finalStep(trajectory);
  const paths = new RecordedPaths([...change.base.files, ...change.head.files]);
  const touched = new Set([
    ...change.changed,
    ...calls.flatMap(({ edits }) => edits.flatMap(({ path, to }) => [path, to ?? path])),
  ]);
  const at = change.changed.find((path) => change.head.files.has(path)) ?? [...change.head.files][0] ?? '';
  const remarks: Remark[] = [];
  for (const claim of claimsIn(finalMessage(trajectory))) {
    const say = (severity: Severity, message: string, why: string, path = at): void => {
      remarks.push({
        severity,
        path,
        symbol: claim.kind === 'file-changed' ? claim.path : claim.kind,
        message: `Step ${step} says “${claim.words}”; ${message}.`,
        why,
      });
    };
    if (claim.kind === 'tests-pass' || claim.kind === 'types-pass') {
      const wanted = claim.kind === 'tests-pass' ? 'tests' : 'types';
      const runs = calls.filter(({ command }) => command !== null && verificationOf(command) === wanted);
      const last = runs.at(-1);
      if (last === undefined)
        say(
          'error',
          wanted === 'tests' ? 'no tests were run' : 'nothing of the kind was run',
          'no command of the trajectory is known to do that',
        );
      else if (last.ok === false)
        say('error', `the last run, in step ${last.step}, failed`, 'the exit code or the output of the run says so');
    } else if (claim.kind === 'file-count') {
      const count = change.changed.length;
      const edited = new Set(calls.flatMap(({ edits }) => edits.map(({ path }) => path))).size;
      if (claim.count !== count && claim.count !== edited)
        say('warning', `the change touches ${count}`, 'counted in the two states');
    } else if (claim.kind === 'none-left') {
      const open = [...(await change.found('stale-reference')), ...(await change.found('incomplete-sites'))].filter(
        ({ severity }) => severity !== 'info',
      );
      if (open.length > 0)
        say('error', `${open[0]?.path}:${open[0]?.line} still uses ${open[0]?.symbol}`, 'the other checks found it');
    } else {
      const path = paths.of(claim.path);
      if (path !== null && paths.has(path) && !touched.has(path))
        say('warning', `${path} was not changed`, 'it is the same in both states, and no call edits it', path);
    }
  }
  return remarks;
}

function isCode(change: ChangeView, path: string): boolean {
  return (
    (change.head.syntax.languageOf(path) ?? change.base.syntax.languageOf(path))?.grammar !== undefined &&
    !/\.(md|markdown|json|ya?ml|toml|html|css)$/i.test(path)
  );
}

async function placed(
  change: ChangeView,
  { severity, path, line = 1, symbol, message, why }: Remark,
): Promise<Finding> {
  const text = (await change.head.text(path)) ?? '';
  return { check: 'process', severity, path, line, symbol, message, evidence: { text: lineText(text, line), why } };
}
