import type { SandboxLimits } from './limits.ts';

/**
 * How the host and the sandbox's shell talk. Messages to it come on descriptor 3 and end with NUL; the first character
 * says what to do: `c` change the folder, `r` run, `t` print a token to the output, `d` start a new shell in a folder.
 * Answers go to descriptor 4 and end with NUL: `ready`, `moved STATUS`, `done STATUS FOLDER`, `left STATUS`.
 * What runs has neither descriptor; it reads nothing, and its output goes to 1 and 2, one pipe. After `done` or `left`
 * the host asks for a token that nobody could know before: what came until then is the command's output.
 *
 * One line, so that the shell's own messages say `line 1`.
 */
export const sessionScript = oneLine(`
  __tracewright_status() { return "$1"; }; __tracewright_last=0 __tracewright_traced=;
  while { IFS= builtin read -r -d '' -u 3 __tracewright; } 2>/dev/null; do
    case $__tracewright in
      c*) { builtin cd -- "\${__tracewright#c}"; builtin printf 'moved %s\\0' "$?" >&4; } 2>/dev/null ;;
      t*) { builtin printf '%s' "\${__tracewright#t}" >&5; } 2>/dev/null ;;
      r*) __tracewright_status "$__tracewright_last";
        builtin eval "$__tracewright_traced\${__tracewright#r}" </dev/null 3<&- 4>&- 5>&-;
        { __tracewright_last=$?;
          case $- in *x*) __tracewright_traced="set -x; " ;; *) __tracewright_traced= ;; esac; set +x;
          builtin printf 'done %s %s\\0' "$__tracewright_last" "$PWD" >&4; } 2>/dev/null ;;
    esac;
  done`);

/** The first program in the sandbox: starts a shell, and another one when it is gone. Its own words are nobody's. */
const keeper = oneLine(`
  exec 5>&1 2>/dev/null; builtin printf 'ready\\0' >&4; shell=$1 script=$2;
  while IFS= read -r -d '' -u 3 message; do
    case $message in
      t*) builtin printf '%s' "\${message#t}" >&5 ;;
      d*) cd -- "\${message#d}" || cd /;
        "$shell" --noprofile --norc -c "$script" bash 2>&5; builtin printf 'left %s\\0' "$?" >&4 ;;
    esac;
  done`);

/**
 * The script of the sandbox's first program, to be run by bash with the shell's path and {@link sessionScript}.
 * @param countsOwn whether the kernel counts processes for a user namespace alone, so that a limit can be set
 */
export function keeperScript(limits: SandboxLimits, countsOwn: boolean): string {
  const set = [
    '-c 0',
    `-n ${limits.openFiles}`,
    `-f ${Math.ceil(limits.fileBytes / 1024)}`,
    `-d ${Math.ceil(limits.memoryBytes / 1024)}`,
    `-t ${Math.ceil(limits.cpuMs / 1000) * 2}`,
    ...(countsOwn ? [`-u ${limits.processes}`] : []),
  ];
  return `${set.map((limit) => `ulimit ${limit} 2>/dev/null;`).join(' ')} ${keeper}`;
}

function oneLine(script: string): string {
  return script.trim().replaceAll(/\s*\n\s*/g, ' ');
}
