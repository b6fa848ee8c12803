import type { Trajectory } from '../trajectory/atif.ts';
import type { CheckName, Finding, Snapshot, Syntax } from './change.ts';
import { CodeView } from './codeView.ts';
import { declarationsOf } from './declarations.ts';
import { filesWithWord } from './filesWithWord.ts';
import { originOf } from './foreignFiles.ts';
import { type RemovedSymbol, removedSymbols } from './removedSymbols.ts';

/** What a check looks at: two snapshots, and what may be known beside them. */
export interface ChangeToCheck {
  readonly base: Snapshot;
  readonly head: Snapshot;
  readonly engine: Syntax;
  readonly trajectory?: Trajectory;
  /** A known good result of the same change, to compare with. */
  readonly reference?: Snapshot;
  /** Names that the change was asked to take away, rename or change. */
  readonly allow?: readonly string[];
}

/** One check: what it finds in a change. It reads; it keeps nothing. */
export type Finder = (change: ChangeView) => Promise<Finding[]>;

/** A change as the checks see it: both sides as code, the paths that differ, and the names that went. */
export class ChangeView {
  readonly base: CodeView;
  readonly head: CodeView;
  /** Null when there is no reference. */
  readonly reference: CodeView | null;
  readonly trajectory: Trajectory | null;
  readonly allowed: ReadonlySet<string>;
  /** Paths that were added, removed or hold another text, sorted. */
  readonly changed: readonly string[];
  readonly #finders: Finders;
  readonly #found = new Map<CheckName, Promise<readonly Finding[]>>();
  readonly #kept = new Map<unknown, unknown>();

  private constructor(change: ChangeToCheck, sides: Sides, changed: readonly string[], finders: Finders) {
    this.base = sides.base;
    this.head = sides.head;
    this.reference = change.reference === undefined ? null : new CodeView(change.reference, change.engine, sides.base);
    this.trajectory = change.trajectory ?? null;
    this.allowed = new Set(change.allow);
    this.changed = changed;
    this.#finders = finders;
  }

  /** Reads which files differ; everything else is read when a check asks for it. */
  static async open(change: ChangeToCheck, finders: Finders = {}): Promise<ChangeView> {
    const base = new CodeView(change.base, change.engine);
    const head = new CodeView(change.head, change.engine, base);
    return new ChangeView(change, { base, head }, await changedFiles(base, head), finders);
  }

  /** What another check finds, looked for once; nothing when that check is not run. Checks must not ask in a circle. */
  async found(check: CheckName): Promise<readonly Finding[]> {
    const known = this.#found.get(check);
    if (known !== undefined) return known;
    const made = (this.#finders[check]?.(this) ?? Promise.resolve([])).then((findings) =>
      answerable(this.head, findings),
    );
    this.#found.set(check, made);
    return made;
  }

  /** Declarations that base has and head has not. */
  removed(): Promise<readonly RemovedSymbol[]> {
    return this.once(removedSymbols, () => removedSymbols(this.base, this.head, this.changed));
  }

  /**
   * Paths and owners, `path` NUL `owner`, of declarations of a name in head: outside functions, in any file. Not looked
   * for further than two, as more is known to be many.
   */
  declarersOf(name: string): Promise<ReadonlySet<string>> {
    return this.once(`declarers ${name}`, () => declarersIn(this.head, name));
  }

  /** Work that several checks share, done once for a change; `key` is what tells it apart. */
  once<T>(key: unknown, make: () => T): T {
    if (!this.#kept.has(key)) this.#kept.set(key, make());
    return this.#kept.get(key) as T;
  }
}

type Finders = Partial<Readonly<Record<CheckName, Finder>>>;

interface Sides {
  readonly base: CodeView;
  readonly head: CodeView;
}

/** Findings without those in other people's files; in generated files they are for whoever generates them. */
async function answerable(head: CodeView, findings: readonly Finding[]): Promise<Finding[]> {
  const kept = await Promise.all(
    findings.map(async (finding): Promise<Finding[]> => {
      const origin = originOf(finding.path, (await head.text(finding.path)) ?? '');
      if (origin === 'foreign') return [];
      if (origin === 'own' || finding.severity === 'info') return [finding];
      const { fix: _, ...rest } = finding;
      const why =
        origin === 'fixture' ? 'the file is a fixture: it may be meant' : 'the file is generated: generate it again';
      return [{ ...rest, severity: 'info', message: `${finding.message.slice(0, -1)} (${why}).` }];
    }),
  );
  return kept.flat();
}

async function declarersIn(view: CodeView, name: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const path of await filesWithWord(view, name)) {
    const tree = await view.tree(path);
    if (tree === undefined) continue;
    if (found.size > 1) break;
    for (const declaration of declarationsOf(tree))
      if (declaration.name === name) found.add(`${path}\0${declaration.owner}`);
  }
  return found;
}

/** Paths that are on one side only or hold another text, sorted. */
export async function changedFiles(before: CodeView, after: CodeView): Promise<string[]> {
  const changed: string[] = [];
  for (const path of new Set([...before.files, ...after.files])) {
    const [was, is] = [before.snapshot.id?.(path), after.snapshot.id?.(path)];
    if (before.files.has(path) && after.files.has(path)) {
      if (was !== undefined && was === is) continue;
      const [old, now] = await Promise.all([before.text(path), after.text(path)]);
      if (old === now) continue;
    }
    changed.push(path);
  }
  return changed.sort();
}
