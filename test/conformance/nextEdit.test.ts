import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { workspaceRecording } from '../../src/core/formats/workspaceRecording.ts';
import { estimatedTokens } from '../../src/core/sample/estimatedTokens.ts';
import { leaksMiddle } from '../../src/core/sample/fimParts.ts';
import { changedParts } from '../../src/core/sample/nextEdit/editFilters.ts';
import { nextEditForm, nextEditFormNames } from '../../src/core/sample/nextEdit/forms/nextEditForms.ts';
import type { NextEdit } from '../../src/core/sample/nextEdit/nextEdit.ts';
import { answerOf, applyAnswer, nextEditSample } from '../../src/core/sample/nextEdit/nextEditSample.ts';
import { sessionNextEdits } from '../../src/core/sample/nextEdit/sessionNextEdits.ts';
import { type SessionStep, sessionSteps } from '../../src/core/sample/nextEdit/sessionSteps.ts';
import { seededRandom } from '../../src/core/sample/random.ts';
import { WorkspaceFold } from '../../src/core/session/fold.ts';
import { importRecording } from '../../src/node/formats/importRecording.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import type { LoadedSession } from '../../src/node/store/loadSession.ts';
import { openSession } from '../../src/node/store/openSession.ts';
import { sessionOperations } from '../../src/node/store/sessionOperations.ts';

const RECORDING = path.resolve(
  import.meta.dirname,
  '../../../shared/data/recordings/EditSourceTracker.test1.recording.w.json',
);
const there = existsSync(RECORDING);
if (!there && process.env.CI !== undefined) throw new Error('the published recordings are missing');
if (!there) console.log('skipped: the published recordings are not at hand');

(there ? describe : describe.skip)('next edits of a published recording of 92 minutes', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'next-edit-'));
  let session: LoadedSession;
  let steps: SessionStep[];
  let moments: NextEdit[];

  before(async () => {
    const made = await importRecording({
      files: [RECORDING],
      format: workspaceRecording,
      dataFolder: path.join(folder, '.tracewright'),
      version: '0',
      progress: { report: () => undefined },
    });
    session = await openSession(made.folder);
    const operations = await sessionOperations(session);
    const fold = new WorkspaceFold(session.base, session.blobs, nodeDigest);
    steps = [...sessionSteps({ events: session.events, operations, fold, contextFiles: 5 })];
    const facts = { source: 's', repos: [], operations, noEditRate: 0.5 };
    moments = [...sessionNextEdits(steps, facts, seededRandom(1), () => undefined)];
  }).timeout(60_000);

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('stand in the recorded order, and the steps take every text to its recorded end', () => {
    const end = new WorkspaceFold(session.base, session.blobs, nodeDigest);
    for (const event of session.events) end.apply(event);
    const last = new Map(steps.map((step) => [step.path, step.after.join('')]));
    let seq = -1;
    for (const step of steps) {
      assert.ok(step.seqs[0] > seq);
      seq = step.seqs[1];
    }
    assert.ok(last.size >= 10, String(last.size));
    for (const [file, text] of last) assert.equal(end.effectiveText(file), text, file);
  });

  it('are a few hundred, some of them in another file than the person is in, some of them none', () => {
    const across = moments.filter(
      ({ cursor, path: file, hunk }) => hunk !== null && cursor !== null && cursor.path !== file,
    );
    const none = moments.filter(({ hunk }) => hunk === null);
    assert.ok(moments.length > 150 && moments.length < 600, String(moments.length));
    assert.ok(across.length >= 10 && across.length < moments.length / 2, String(across.length));
    assert.ok(none.length >= 3 && none.length < moments.length / 5, String(none.length));
  });

  for (const name of nextEditFormNames) {
    it(`give the recorded text when the answers written for ${name} are applied, and hold no answer before it`, () => {
      const form = nextEditForm(name);
      const options = { family: 'qwen2.5-coder', form, maxTokens: 4096, tokenizer: estimatedTokens };
      let rows = 0;
      for (const moment of moments) {
        const result = nextEditSample(moment, options, nodeDigest);
        if (!('sample' in result)) continue;
        const { sample } = result;
        rows++;
        const made = applyAnswer(moment, form, answerOf(sample));
        assert.equal(made, moment.after.join(''));
        assert.equal(nodeDigest('sha256', made ?? ''), sample.proof.sha256);
        assert.ok(estimatedTokens.count(sample.text) <= 4096);
        const answer = sample.spans.find(({ kind }) => kind === 'middle');
        const { hunk } = moment;
        if (hunk === null) continue;
        const [, come] = changedParts(
          moment.before.slice(...hunk.before).join(''),
          moment.after.slice(...hunk.after).join(''),
        );
        assert.equal(leaksMiddle(sample.text.slice(0, answer?.start), come), false);
      }
      assert.ok(rows > 0.9 * moments.length, `${rows} of ${moments.length}`);
    }).timeout(60_000);
  }
});
