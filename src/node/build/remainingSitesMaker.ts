import { setImmediate } from 'node:timers/promises';
import type { MinedEdit } from '../../core/mining/minedEdit.ts';
import { type SessionStep, sessionSteps } from '../../core/sample/nextEdit/sessionSteps.ts';
import { seededRandom, seedFor } from '../../core/sample/random.ts';
import { hasWord, remainingSitesSample } from '../../core/sample/remainingSites/remainingSitesSample.ts';
import { type SessionSites, sessionSites } from '../../core/sample/remainingSites/sessionSites.ts';
import { type SiteChange, sharedRename, wordSites } from '../../core/sample/remainingSites/siteChange.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { WorkspaceFold } from '../../core/session/fold.ts';
import { gitText } from '../git/gitProcess.ts';
import { nodeDigest } from '../store/digest.ts';
import type { LoadedSession } from '../store/loadSession.ts';
import { BlobTexts } from './blobTexts.ts';
import { editsByCommit } from './editsByCommit.ts';
import type { MakerSetting, SampleMaker } from './maker.ts';
import { minedOrigin } from './minedOrigin.ts';
import type { OpenedUnit } from './openedUnit.ts';
import { repositoryName } from './repositoryName.ts';

/** Files with the word, beside those of the change. */
const MOST_OTHERS = 60;
const LARGEST_FILE = 400_000;

/** The sites that are left of a change in many places: operations of sessions, commits that put one name for another. */
export const remainingSitesMaker: SampleMaker = {
  kind: 'remaining-sites',
  reads: ['session', 'mined'],
  async *make(unit: OpenedUnit, setting: MakerSetting): AsyncGenerator<Sample> {
    const { family, maxTokens, tokenizer, seed, drop } = setting;
    const changes = unit.source.kind === 'session' ? sessionChanges(unit) : minedChanges(unit);
    for await (const change of changes) {
      const random = seededRandom(seedFor(seed, `${change.source}:${change.seqs ?? ''}:${change.word}`));
      const result = remainingSitesSample(change, { family, maxTokens, tokenizer }, random, nodeDigest);
      if ('sample' in result) yield result.sample;
      else drop(result.dropped, 1, change.source);
    }
  },
};

async function* sessionChanges(unit: OpenedUnit): AsyncGenerator<SiteChange> {
  const { meta, events, base, blobs } = await unit.session();
  const operations = await unit.operations();
  const newFold = () => new WorkspaceFold(base, blobs, nodeDigest);
  const wide = new Set(operations.filter(({ files }) => files.length > 1));
  const found = new Map<number, SessionSites>();
  let run: SessionStep[] = [];
  const finish = () => {
    const sites = sessionSites(run);
    if (sites !== null) found.set(sites.seqs[0], sites);
    run = [];
  };
  for (const step of sessionSteps({ events, operations, fold: newFold(), contextFiles: 0 })) {
    if (run[0] !== undefined && run[0].operation !== step.operation) finish();
    if (wide.has(step.operation)) run.push(step);
  }
  finish();
  if (found.size === 0) return;
  const fold = newFold();
  for (const event of events) {
    const sites = found.get(event.seq);
    if (sites !== undefined) yield sessionChange(sites, fold, meta);
    fold.apply(event);
  }
}

function sessionChange(found: SessionSites, fold: WorkspaceFold, meta: LoadedSession['meta']): SiteChange {
  const { operation, root, tree, files, word, sites, seqs } = found;
  const repository = meta.roots[root]?.name;
  const why = operation.evidence.at(-1)?.replace(/^Who: /, '');
  const own = new Set(files.map(({ path }) => path));
  return {
    source: meta.id,
    tree,
    level: 'recorded',
    origin: {
      ...(repository === undefined ? {} : { repository }),
      session: meta.id,
      actor: operation.actor,
      ...(why === undefined ? {} : { evidence: why }),
    },
    seqs,
    files,
    word,
    others: othersWith(word, own, fold, root),
    order: 'recorded',
    labels: { operation: operation.kind, change: sites },
  };
}

/** Files that hold the word and that the change leaves alone, as they were seen at that moment. */
function othersWith(
  word: string,
  own: ReadonlySet<string>,
  fold: WorkspaceFold,
  root: number,
): { path: string; text: string }[] {
  const found: { path: string; text: string }[] = [];
  for (const path of fold.effectiveFiles(root).keys()) {
    if (own.has(path) || found.length >= MOST_OTHERS) continue;
    const text = fold.effectiveText(path, root);
    if (text !== null && text.length <= LARGEST_FILE && hasWord(text, word)) found.push({ path, text });
  }
  return found;
}

async function* minedChanges(unit: OpenedUnit): AsyncGenerator<SiteChange> {
  const texts = new BlobTexts(unit.objects());
  const folder = unit.source.repository ?? unit.source.path;
  const repository = await repositoryName(folder);
  for await (const batch of editsByCommit(unit.edits())) {
    const chosen = batch
      .map((all) => ({ all, edits: all.filter(isChange) }))
      .filter(({ edits }) => edits.length > 1 && edits.reduce((sum, { changes }) => sum + changes.length, 0) > 2);
    const before = await texts.read(chosen.flatMap(({ edits }) => edits.flatMap(({ before: blob }) => blob ?? [])));
    for (const { all, edits } of chosen) {
      const [first] = edits;
      const files = edits.flatMap((edit) => {
        const text = before.get(edit.before ?? '') ?? null;
        if (text === null) return [];
        return [{ path: edit.from ?? edit.path, before: text, sites: wordSites(text, edit.changes) }];
      });
      const rename = sharedRename(files);
      if (rename === null || first === undefined || first.parent === null) continue;
      const own = new Set(all.map(({ path, from = path }) => from));
      const others = await filesWith(rename.word, first, own, folder, texts);
      yield {
        source: `${repository}@${first.commit}`,
        shownSource: `${repository}@${first.parent}`,
        tree: first.tree,
        level: 'mined',
        origin: minedOrigin(first, repository),
        files: rename.files,
        word: rename.word,
        others,
        order: 'unknown',
        labels: { operation: 'commit', change: 'rename', commit: first.commit },
      };
    }
    await setImmediate();
  }
}

const isChange = ({ before, after, changes }: MinedEdit) => before !== null && after !== null && changes.length > 0;

/** Files of the parent commit that hold the word and that the change leaves alone: the places not to be touched. */
async function filesWith(
  word: string,
  { parent }: MinedEdit,
  own: ReadonlySet<string>,
  folder: string,
  texts: BlobTexts,
): Promise<{ path: string; text: string }[]> {
  const found = await gitText(['grep', '-l', '-z', '-I', '-w', '-F', '-e', word, parent ?? ''], {
    cwd: folder,
    answers: [0, 1],
  });
  const paths = found
    .split('\0')
    .map((line) => line.slice(line.indexOf(':') + 1))
    .filter((path) => path !== '' && !own.has(path))
    .slice(0, MOST_OTHERS);
  const contents = await texts.read(paths.map((path) => `${parent}:${path}`));
  return paths.flatMap((path) => {
    const text = contents.get(`${parent}:${path}`);
    return text == null || text.length > LARGEST_FILE || !hasWord(text, word) ? [] : [{ path, text }];
  });
}
