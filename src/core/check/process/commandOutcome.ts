import { parseTests } from '../testDelta/parseTests.ts';

/** How a command ended, from its exit code where it was recorded, else from what it printed; null: that cannot be told. */
export function commandWentWell(command: string, shown: string | null, exitCode: number | null): boolean | null {
  const hidden = /\|\|\s*(true|:|echo)|;\s*(true|echo\b[^;]*)$|\|\s*(tail|head|grep|tee|cat|less|sed)\b/.test(command);
  const told = exitCode ?? (shown === null ? null : exitCodeIn(shown));
  if (told !== null && (told !== 0 || !hidden)) return told === 0 && !ranNothing(shown ?? '');
  if (shown === null) return null;
  const run = parseTests(shown, '');
  if (run.tests.some(({ outcome }) => outcome === 'failed')) return false;
  return !FAILURE.test(shown) && !ranNothing(shown);
}

const FAILURE =
  /\b[1-9]\d* (failed|failing|failures?|errors?)\b|^FAIL(ED)?\b|\bFAILED \(|Traceback \(most recent|command not found|: not found$|No such file or directory|\berror(\[\w+\])?:|\berror TS\d+|npm ERR!|npm error|BUILD FAILURE|Killed$|timed out/m;

function ranNothing(shown: string): boolean {
  return (
    /\b(no tests? (found|ran|to run|files found|specified)|0 tests? (ran|collected|executed)|collected 0 items|Missing script|Ran 0 tests|\[no test files\]$)/im.test(
      shown,
    ) && !/\b[1-9]\d* (passed|passing)|^ok\s/m.test(shown)
  );
}

function exitCodeIn(shown: string): number | null {
  const found =
    /<returncode>(-?\d+)<|\bexit(?:ed with)?(?: code| status)?[:=]? ?(-?\d+)\b|\[(?:The )?command (?:completed|finished) with exit code (-?\d+)/i.exec(
      shown,
    );
  const code = found?.slice(1).find((group) => group !== undefined);
  return code === undefined ? null : Number(code);
}
