import { type CompileTemplate, RaisedByTemplate } from '../../core/chat/chatTemplate.ts';

/**
 * The Jinja engine for chat templates, loaded when it is asked for. `now` is what templates that write the date take
 * for it. Templates reach nothing but what they are given.
 */
export async function jinjaTemplates(now: Date = new Date()): Promise<CompileTemplate> {
  const { Environment, Interpreter, Template } = await import('@huggingface/jinja');
  const globals = {
    true: true,
    True: true,
    false: false,
    False: false,
    none: null,
    None: null,
    range: integers,
    raise_exception: (message: unknown) => {
      throw new RaisedByTemplate(String(message));
    },
    strftime_now: (format: unknown) => formatted(now, String(format)),
  };
  return (source) => {
    const { parsed } = new Template(source);
    return (variables) => {
      const environment = new Environment();
      for (const [name, value] of Object.entries({ ...variables, ...globals })) environment.set(name, value);
      return String(new Interpreter(environment).run(parsed).value);
    };
  };
}

/** Python's range. */
function integers(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length: count }, (_, at) => from + at * step);
}

/** The directives of C's strftime that chat templates use, in English, in UTC. */
function formatted(now: Date, format: string): string {
  const named = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(now);
  const two = (value: number) => String(value).padStart(2, '0');
  const directives: Readonly<Record<string, () => string>> = {
    Y: () => String(now.getUTCFullYear()),
    m: () => two(now.getUTCMonth() + 1),
    d: () => two(now.getUTCDate()),
    H: () => two(now.getUTCHours()),
    M: () => two(now.getUTCMinutes()),
    S: () => two(now.getUTCSeconds()),
    b: () => named({ month: 'short' }),
    B: () => named({ month: 'long' }),
    a: () => named({ weekday: 'short' }),
    A: () => named({ weekday: 'long' }),
    '%': () => '%',
  };
  return format.replace(/%(-?)([A-Za-z%])/g, (whole, bare: string, letter: string) => {
    const text = directives[letter]?.() ?? whole;
    return bare === '' ? text : text.replace(/^0(?=.)/, '');
  });
}
