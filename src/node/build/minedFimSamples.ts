import { setImmediate } from 'node:timers/promises';
import { leftOutByPath, leftOutByText } from '../../core/mining/leftOut.ts';
import type { MinedEdit } from '../../core/mining/minedEdit.ts';
import { familyById } from '../../core/render/family.ts';
import { DifferentMiddles } from '../../core/sample/differentMiddles.ts';
import { fimSample } from '../../core/sample/fim.ts';
import { wholeWords } from '../../core/sample/fimBoundary.ts';
import type { FimHole, FimOptions } from '../../core/sample/fimHole.ts';
import { insertionsOf, touchedLines } from '../../core/sample/fimMined.ts';
import type { HoleRange } from '../../core/sample/fimRange.ts';
import type { FimHoles, FimSetting } from '../../core/sample/fimSetting.ts';
import type { SyntaxOutline } from '../../core/sample/fimSyntax.ts';
import { codeLanguageOfPath } from '../../core/sample/languageOfPath.ts';
import { seededRandom, seedFor } from '../../core/sample/random.ts';
import type { Origin, Sample } from '../../core/sample/sample.ts';
import { nodeDigest } from '../store/digest.ts';
import { BlobTexts } from './blobTexts.ts';
import { planned } from './codeSamples.ts';
import { CommitFamily, type ContextPlace, contextFiles } from './minedFimContext.ts';
import type { OpenedUnit } from './openedUnit.ts';
import { repositoryName } from './repositoryName.ts';
import type { SyntaxSpans } from './syntaxSpans.ts';

/** Edits whose contents are read at once; a commit's edits stay together. */
const BATCH = 96;
/** Files that came whole, and rules other than `edit`, give at most so many holes of an edit. */
const MOST_DRAWN = 8;

type Drop = (reason: string, times?: number, example?: string) => void;

/** What one edit needs: the text after it, and where its holes are. */
interface Ready {
  readonly edit: MinedEdit;
  readonly text: string;
  readonly holes: readonly { readonly range: HoleRange; readonly rule: string }[];
  readonly syntax: SyntaxOutline | null;
  readonly context: readonly ContextPlace[];
}

/**
 * Fill-in-the-middle samples from a history. The text is the blob of the commit, other files are read at its parent.
 * `edit`: what the commit put into a file that was there before. The other rules draw in the lines that a commit
 * touched, one hole each, and in files that came whole as in source files. Whether something was taken back later is
 * not known here. Of one commit each middle is taken once.
 */
export async function* minedFimSamples(
  unit: OpenedUnit,
  options: FimOptions,
  setting: FimSetting,
  seed: number,
  drop: Drop,
  spansOf: SyntaxSpans,
): AsyncGenerator<Sample> {
  const texts = new BlobTexts(unit.objects());
  const repository = await repositoryName(unit.source.repository ?? unit.source.path);
  const takesContext = familyById(options.family).fim?.context !== undefined && setting.contextFiles > 0;
  const middles = new DifferentMiddles();
  for await (const batch of batches(unit.edits())) {
    const family = new CommitFamily(batch);
    const wanted = batch.filter((edit) => isWanted(edit, drop));
    const after = await texts.read(wanted.map((edit) => edit.after ?? ''));
    const ready: Ready[] = [];
    for (const edit of wanted) {
      const text = after.get(edit.after ?? '') ?? null;
      const why = text === null ? 'file-not-text' : leftOutByText(edit.path, text, text.length, countLines(text));
      if (text === null || why !== null) {
        drop(why ?? 'file-not-text');
        continue;
      }
      const syntax = needsSyntax(setting, edit) ? await spansOf(edit.path, text) : null;
      const holes = holesOf(edit, text, setting, options, syntax, seedFor(seed, `${edit.commit}:${edit.path}`), drop);
      if (holes.length === 0) continue;
      const hasRoom = takesContext && text.length < options.maxChars;
      const context = hasRoom ? family.contextOf(edit, text, setting.contextFiles) : [];
      ready.push({ edit, text, holes, syntax, context });
    }
    const objects = ready.flatMap(({ context }) => context.flatMap(({ places }) => places.map(({ object }) => object)));
    const around = await texts.read(objects);
    for (const one of ready) yield* rowsOf(one, around, repository, options, seed, middles, drop);
    await setImmediate();
  }
}

/** Whole commits, together at least {@link BATCH} edits but at the end. */
async function* batches(edits: AsyncIterable<MinedEdit>): AsyncGenerator<MinedEdit[]> {
  let batch: MinedEdit[] = [];
  for await (const edit of edits) {
    if (batch.length >= BATCH && batch.at(-1)?.commit !== edit.commit) {
      yield batch;
      batch = [];
    }
    batch.push(edit);
  }
  if (batch.length > 0) yield batch;
}

function isWanted(edit: MinedEdit, drop: Drop): boolean {
  if (edit.after === null) return false;
  const why = codeLanguageOfPath(edit.path) === null ? 'file-not-code' : leftOutByPath(edit.path);
  if (why !== null) drop(why);
  return why === null;
}

const isAsked = ({ holes }: FimSetting, kind: FimHoles) => holes?.includes(kind) ?? kind === 'edit';

function needsSyntax({ holes, boundary }: FimSetting, edit: MinedEdit): boolean {
  return boundary === 'ast' || (holes?.includes('ast') === true && (edit.changes.length > 0 || edit.before === null));
}

function holesOf(
  edit: MinedEdit,
  text: string,
  setting: FimSetting,
  options: FimOptions,
  syntax: SyntaxOutline | null,
  seed: number,
  drop: Drop,
): Ready['holes'] {
  const found: { range: HoleRange; rule: string }[] = [];
  const exact = options.boundary === 'edit' || options.boundary === 'char';
  if (isAsked(setting, 'edit') && edit.before !== null) {
    for (const { range, replaced } of insertionsOf(edit.changes, text)) {
      found.push({ range: replaced && !exact ? wholeWords(text, range) : range, rule: 'edit' });
    }
  }
  const drawn = setting.holes?.filter((kind) => kind !== 'edit') ?? [];
  const random = seededRandom(seed);
  if (drawn.length > 0 && edit.before === null) {
    const count = Math.min(MOST_DRAWN, Math.ceil(Buffer.byteLength(text) / setting.spacing));
    found.push(...planned(text, count, [0, text.length], drawn, syntax, random, drop));
  } else {
    const areas = touchedLines(edit.changes, text).filter(([start, end]) => text.slice(start, end).trim() !== '');
    for (const kind of drawn) {
      const area = areas[Math.floor(random() * areas.length)];
      if (area !== undefined) found.push(...planned(text, 1, area, [kind], syntax, random, drop));
    }
  }
  return found;
}

function* rowsOf(
  { edit, text, holes, syntax, context }: Ready,
  around: ReadonlyMap<string, string | null>,
  repository: string,
  options: FimOptions,
  seed: number,
  middles: DifferentMiddles,
  drop: Drop,
): Generator<Sample> {
  const { commit, parent, path, tree } = edit;
  const random = seededRandom(seedFor(seed, `${commit}:${path}:rows`));
  const hole: Omit<FimHole, 'start' | 'end'> = {
    source: `${repository}@${commit}`,
    path,
    language: codeLanguageOfPath(path) ?? '',
    text,
    tree,
    repo: repository,
    context: contextFiles(context, around, `${repository}@${parent}`),
    level: 'mined',
    origin: originOf(edit, repository),
    ...(syntax === null ? {} : { syntax }),
  };
  for (const { range, rule } of holes) {
    const [start, end] = range;
    const result = fimSample({ ...hole, start, end, labels: { hole: rule } }, options, random, nodeDigest);
    if (!('sample' in result)) drop(result.dropped, 1, `${path} at ${commit}`);
    else if (middles.isNew(result.sample, commit)) yield result.sample;
    else drop('repeated-in-commit');
  }
}

/** Who wrote a commit is known only where it names an agent. */
function originOf({ commit, agents }: MinedEdit, repository: string): Origin {
  return {
    repository,
    commit,
    actor: agents.length > 0 ? 'agent' : 'unknown',
    evidence: agents.length > 0 ? `the commit names ${agents.join(', ')}` : 'the commit names no agent',
  };
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
