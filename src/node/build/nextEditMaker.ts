import { setImmediate } from 'node:timers/promises';
import { leftOutByPath } from '../../core/mining/leftOut.ts';
import type { MinedEdit } from '../../core/mining/minedEdit.ts';
import { codeLanguageOfPath } from '../../core/sample/languageOfPath.ts';
import { type MinedFile, MOST_MINED_PLACES, minedNextEdit } from '../../core/sample/nextEdit/minedNextEdit.ts';
import type { NextEdit } from '../../core/sample/nextEdit/nextEdit.ts';
import { nextEditSample } from '../../core/sample/nextEdit/nextEditSample.ts';
import { type NextEditSetting, nextEditSetting } from '../../core/sample/nextEdit/nextEditSetting.ts';
import { rejectedEdits } from '../../core/sample/nextEdit/rejectedEdits.ts';
import { sessionNextEdits } from '../../core/sample/nextEdit/sessionNextEdits.ts';
import { sessionSteps } from '../../core/sample/nextEdit/sessionSteps.ts';
import { seededRandom, seedFor } from '../../core/sample/random.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { currentNotes } from '../../core/session/currentNotes.ts';
import { WorkspaceFold } from '../../core/session/fold.ts';
import { nodeDigest } from '../store/digest.ts';
import { BlobTexts } from './blobTexts.ts';
import { editsByCommit } from './editsByCommit.ts';
import type { MakerSetting, SampleMaker } from './maker.ts';
import { minedOrigin } from './minedOrigin.ts';
import type { OpenedUnit } from './openedUnit.ts';
import { repositoryName } from './repositoryName.ts';

/** More files than this in a commit are no next edit. */
const MOST_FILES = 12;

/** The next edit: of sessions in their true order, of commits by a seeded split that says that the order is unknown. */
export const nextEditMaker: SampleMaker = {
  kind: 'next-edit',
  reads: ['session', 'mined'],
  async *make(unit: OpenedUnit, setting: MakerSetting): AsyncGenerator<Sample> {
    const { options, family, maxTokens, tokenizer, drop } = setting;
    const own = nextEditSetting(options);
    const moments = unit.source.kind === 'session' ? sessionMoments(unit, setting, own) : minedMoments(unit, setting);
    const rows = { family, form: own.form, maxTokens, tokenizer };
    for await (const moment of moments) {
      const result = nextEditSample(moment, rows, nodeDigest);
      if ('sample' in result) yield result.sample;
      else drop(result.dropped, 1, moment.path);
    }
  },
};

async function* sessionMoments(
  unit: OpenedUnit,
  { seed, drop }: MakerSetting,
  { contextFiles, noEditRate }: NextEditSetting,
): AsyncGenerator<NextEdit> {
  const { meta, events, base, blobs } = await unit.session();
  const operations = await unit.operations();
  const facts = { source: meta.id, repos: meta.roots.map(({ name }) => name), operations, noEditRate };
  const steps = (told?: () => void) =>
    sessionSteps({ events, operations, fold: new WorkspaceFold(base, blobs, nodeDigest), contextFiles }, told);
  const random = seededRandom(seedFor(seed, `${meta.id}:next-edit`));
  yield* sessionNextEdits(
    steps(() => drop('after-divergence')),
    facts,
    random,
    drop,
  );
  yield* rejectedEdits(steps(), facts, currentNotes(events));
}

async function* minedMoments(unit: OpenedUnit, { seed, drop }: MakerSetting): AsyncGenerator<NextEdit> {
  const texts = new BlobTexts(unit.objects());
  const repository = await repositoryName(unit.source.repository ?? unit.source.path);
  for await (const batch of editsByCommit(unit.edits())) {
    const chosen = batch.flatMap((edits) => {
      const files = edits.filter(isWanted);
      const places = files.reduce((sum, { changes }) => sum + changes.length, 0);
      if (places < 2) return [];
      if (files.length <= MOST_FILES && places <= 10 * MOST_MINED_PLACES) return [files];
      drop('bulk');
      return [];
    });
    const before = await texts.read(chosen.flat().flatMap(({ before: blob }) => blob ?? []));
    for (const edits of chosen) {
      const files = edits.flatMap((edit): MinedFile[] => {
        const text = before.get(edit.before ?? '') ?? null;
        return text === null ? [] : [{ edit, language: codeLanguageOfPath(edit.path) ?? '', textBefore: text }];
      });
      const first = edits[0];
      if (first === undefined) continue;
      const random = seededRandom(seedFor(seed, `${first.commit}:next-edit`));
      const moment = minedNextEdit(files, `${repository}@${first.commit}`, minedOrigin(first, repository), random);
      if ('dropped' in moment) drop(moment.dropped);
      else yield moment;
    }
    await setImmediate();
  }
}

function isWanted({ before, after, changes, path }: MinedEdit): boolean {
  const there = before !== null && after !== null && changes.length > 0;
  return there && codeLanguageOfPath(path) !== null && leftOutByPath(path) === null;
}
