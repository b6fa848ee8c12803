/** What an agent put around the text that its tool printed, and how the same is put around another text. */
export interface ObservationFrame {
  /** What the tool printed, with `\n` as line end where a terminal had made it `\r\n`. */
  readonly body: string;
  /** `openFile`: what SWE-agent's window shows. */
  readonly wrap: (printed: string, openFile: string | null) => string;
  readonly kind: 'swe-agent' | 'mini-swe-agent' | 'jupyter' | 'openhands' | 'codex' | 'claude-code' | 'plain';
  /** The shell's folder behind the call, where the frame tells it. */
  readonly cwd?: string;
}

const NO_OUTPUT = 'Your command ran successfully and did not produce any output.';

/** Takes a recorded observation apart. Frames are kept as they were recorded: they are the agent's, not the tool's. */
export function observationFrame(recorded: string): ObservationFrame {
  return (
    sweAgentFrame(recorded) ??
    miniFrame(recorded) ??
    codexFrame(recorded) ??
    openHandsFrame(recorded) ??
    claudeFrame(recorded) ?? { kind: 'plain', body: recorded, wrap: (printed) => printed }
  );
}

function sweAgentFrame(recorded: string): ObservationFrame | null {
  const suffix = /\n\(Open file: ([^\n]*)\)\n\(Current directory: ([^\n]*)\)\nbash-\$ ?$/.exec(recorded);
  const prefix = recorded.startsWith('OBSERVATION:\n') ? 'OBSERVATION:\n' : '';
  if (suffix === null && prefix === '') return null;
  const inner = recorded.slice(prefix.length, suffix?.index);
  const terminal = inner.includes('\r\n');
  const body = terminal ? inner.replaceAll('\r\n', '\n') : inner;
  const ends = body.slice(withoutLastBreaks(body).length);
  const cwd = suffix?.[2];
  const wrap = (printed: string, openFile: string | null): string => {
    const bare = body === body.trimEnd() ? printed.trimEnd() : withoutLastBreaks(printed) + ends;
    const said = printed === '' && body.startsWith(NO_OUTPUT) ? NO_OUTPUT : bare;
    const state = suffix === null ? '' : suffix[0].replace(sweSuffixFile, () => `(Open file: ${openFile ?? 'n/a'})`);
    return prefix + (terminal ? said.replaceAll('\n', '\r\n') : said) + state;
  };
  return { kind: 'swe-agent', body, wrap, ...(cwd === undefined ? {} : { cwd }) };
}

const sweSuffixFile = /\(Open file: [^\n]*\)/;

function miniFrame(recorded: string): ObservationFrame | null {
  const found = /^(<returncode>-?\d+<\/returncode>\n<output>\n?)([\s\S]*?)(<\/output>\s*)$/.exec(recorded);
  if (found === null) return null;
  const [, head = '', body = '', tail = ''] = found;
  return { kind: 'mini-swe-agent', body, wrap: (printed) => head + printed + tail };
}

function codexFrame(recorded: string): ObservationFrame | null {
  if (recorded.startsWith('{"output":')) {
    try {
      const value = JSON.parse(recorded) as { readonly output?: unknown };
      if (typeof value.output === 'string') {
        return {
          kind: 'codex',
          body: value.output,
          wrap: (printed) => JSON.stringify({ ...value, output: printed }),
        };
      }
    } catch {
      return null;
    }
  }
  const head =
    /^(?:(?:Chunk ID|Exit code|Wall time|Process exited|Total output lines|Original token count)[^\n]*\n)+Output:\n/;
  const found = head.exec(recorded)?.[0];
  if (found === undefined) return null;
  return { kind: 'codex', body: recorded.slice(found.length), wrap: (printed) => found + printed };
}

function openHandsFrame(recorded: string): ObservationFrame | null {
  const jupyter = /(?:\n\[Jupyter [^\n]*\])+$/.exec(recorded);
  const command =
    /(?:\n\[(?:The command completed with|Current working directory:|Python interpreter:|Command finished with)[^\n]*\])+$/.exec(
      recorded,
    );
  const found = jupyter ?? command;
  if (found === null) return null;
  const cwd = /\[(?:Jupyter c|C)urrent working directory: ([^\n]*)\]/.exec(found[0])?.[1];
  return {
    kind: jupyter === null ? 'openhands' : 'jupyter',
    body: recorded.slice(0, found.index),
    wrap: (printed) => printed + found[0],
    ...(cwd === undefined ? {} : { cwd }),
  };
}

function claudeFrame(recorded: string): ObservationFrame | null {
  const error = /^<tool_use_error>([\s\S]*)<\/tool_use_error>$/.exec(recorded);
  if (error !== null) {
    const said = (printed: string) => `<tool_use_error>${printed}</tool_use_error>`;
    return { kind: 'claude-code', body: error[1] ?? '', wrap: said };
  }
  let end = recorded.length;
  for (let text = recorded.trimEnd(); text.endsWith('</system-reminder>'); text = recorded.slice(0, end).trimEnd()) {
    const start = text.lastIndexOf('<system-reminder>');
    if (start < 0) break;
    end = withoutLastBreaks(recorded.slice(0, start)).length;
  }
  const reminder = recorded.slice(end);
  if (end === 0 || reminder === '') return null;
  return { kind: 'claude-code', body: recorded.slice(0, end), wrap: (printed) => printed + reminder };
}

/** Not a pattern: one would look at every run of line breaks from each of its breaks. */
function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') end--;
  return text.slice(0, end);
}
