import type {
  CallOutcome,
  FileView,
  FolderEntry,
  RecordedCall,
} from '../../../../src/core/trajectory/tools/callOutcome.ts';
import { ToolSession } from '../../../../src/core/trajectory/tools/toolSession.ts';

/** Files in memory with a session of tools on them: what a call changes is done, so that the next one sees it. */
export class ToolBench {
  readonly files: Map<string, string>;
  readonly session: ToolSession;

  constructor(
    files: Readonly<Record<string, string>>,
    options: { cwd?: string; agent?: string; lists?: boolean } = {},
  ) {
    this.files = new Map(Object.entries(files));
    const { lists, ...rest } = options;
    const world = {
      look: (path: string) => this.#look(path),
      ...(lists ? { list: (at: string) => this.#list(at) } : {}),
    };
    this.session = new ToolSession(world, { rules: [{ from: '/repo', to: '' }], ...rest });
  }

  call(name: string, given: RecordedCall['arguments'], recorded?: string): CallOutcome {
    const outcome = this.session.perform({ function_name: name, arguments: given }, recorded);
    for (const { path, after } of outcome.kind === 'files' ? outcome.changes : []) {
      if (after === null) this.files.delete(path);
      else this.files.set(path, after);
    }
    return outcome;
  }

  /** What the call prints, or in its place why not: the code of a refusal, what it is. */
  said(name: string, given: RecordedCall['arguments'], recorded?: string): string {
    const outcome = this.call(name, given, recorded);
    if (outcome.observation !== undefined) return outcome.observation;
    return outcome.kind === 'refused' ? `refused ${outcome.code}` : outcome.kind === 'none' ? outcome.what : 'done';
  }

  /** The code of a refusal; else what it is. */
  code(name: string, given: RecordedCall['arguments'], recorded?: string): string {
    const outcome = this.call(name, given, recorded);
    return outcome.kind === 'refused' ? outcome.code : outcome.kind === 'none' ? outcome.what : 'done';
  }

  text(path: string): string | undefined {
    return this.files.get(path);
  }

  #look(path: string): FileView {
    const text = this.files.get(path);
    if (text === undefined) return { kind: 'absent' };
    return text.includes('\u0000') ? { kind: 'bytes' } : { kind: 'text', text };
  }

  #list(folder: string): FolderEntry[] | null {
    const prefix = folder === '' ? '' : `${folder}/`;
    const entries = new Map<string, FolderEntry['kind']>();
    for (const path of this.files.keys()) {
      if (!path.startsWith(prefix)) continue;
      const [name = '', ...rest] = path.slice(prefix.length).split('/');
      entries.set(name, rest.length > 0 ? 'folder' : 'file');
    }
    return entries.size === 0 ? null : [...entries].map(([name, kind]) => ({ name, kind }));
  }
}
