/** Holds a recorded session against what a witness saw. */
import path from 'node:path';
import * as vscode from 'vscode';
import { WorkspaceFold } from '../../../src/core/session/fold.ts';
import type { FoldDocument } from '../../../src/core/session/foldDocument.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import type { LoadedSession } from '../../../src/node/store/loadSession.ts';
import { verifySession } from '../../../src/node/store/verifySession.ts';
import { folderPath } from '../recording.ts';
import { FOLDER } from './stage.ts';
import { filesOnDisk, type Moment, type SeenText, type Witness } from './witness.ts';

/** What is wrong with the session, a sentence each; nothing, when it holds all that was seen. */
export function findings(session: LoadedSession, witness: Witness, finalTree: string): string[] {
  const found = [...verdict(session), ...corrections(session, witness)];
  const fold = new WorkspaceFold(session.base, session.blobs, nodeDigest);
  const edits: SeenText[] = [];
  const moments = [...witness.moments];
  let records = 0;
  const look = () => {
    for (let moment = moments[0]; moment !== undefined && moment.records <= records; moment = moments[0]) {
      moments.shift();
      found.push(...differences(fold, moment));
    }
  };
  for (const event of session.events) {
    fold.apply(event);
    records = event.seq + 1;
    const document = event.kind === 'edit' && event.seq >= witness.from ? fold.document(event.doc) : undefined;
    if (document !== undefined && isWork(document)) edits.push(textOf(document));
    look();
  }
  found.push(...editDifferences(witness.edits, edits));
  if (fold.treeId() !== finalTree) found.push(`the log ends with tree ${fold.treeId()}, git says ${finalTree}`);
  return [...found, ...diskDifferences(fold)];
}

function verdict(session: LoadedSession): string[] {
  const { ok, firstDivergence, errors, checkpoints } = verifySession(session);
  const stopped = session.events.at(-1)?.kind === 'session-stop';
  return [
    ...(ok ? [] : [`not verified: ${JSON.stringify(firstDivergence)} ${errors.map(({ sentence }) => sentence)}`]),
    ...(checkpoints.checked >= 2 ? [] : ['fewer than two checkpoints']),
    ...(stopped ? [] : ['no end']),
  ];
}

/**
 * A text is written out again after a pause, and where a rename made the editor read the file anew, without a word about
 * what changed. Anywhere else the recorder had lost it.
 */
function corrections({ events }: LoadedSession, { everPaused }: Witness): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'resync' || event.why === 'differed after a rename') return [];
    if (everPaused && event.why === 'opened again') return [];
    return [`event ${event.seq}: a text had to be corrected: ${event.why}`];
  });
}

/** Of one moment: a document that the editor had must be there, with its text; and git's tree. */
function differences(fold: WorkspaceFold, { records, texts, tree }: Moment): string[] {
  const found: string[] = [];
  const known = new Map(
    fold
      .documents()
      .filter(({ open }) => open)
      .map((document) => [uriOf(document), document]),
  );
  for (const { uri, version, text } of texts) {
    const document = known.get(uri);
    if (document === undefined) found.push(`after ${records} records: ${uri} is open and the log does not know it`);
    else if (document.text.toString() !== text) {
      found.push(
        `after ${records} records: ${uri} version ${version} is ${short(text)}, the log says ${short(document.text.toString())}`,
      );
    }
  }
  if (tree !== undefined && tree !== fold.treeId()) {
    found.push(`after ${records} records: the log gives tree ${fold.treeId()}, git says ${tree}`);
  }
  return found;
}

/** Every edit, in its order: which document, and its whole text afterwards. */
function editDifferences(seen: readonly SeenText[], told: readonly SeenText[]): string[] {
  for (let at = 0; at < Math.max(seen.length, told.length); at++) {
    const [a, b] = [seen[at], told[at]];
    if (a?.uri === b?.uri && a?.text === b?.text && a?.version === b?.version) continue;
    return [`edit ${at} of ${seen.length}: seen ${seenText(a)}, in the log ${seenText(b)} of ${told.length}`];
  }
  return [];
}

function diskDifferences(fold: WorkspaceFold): string[] {
  const found: string[] = [];
  const there = filesOnDisk();
  for (const [name, file] of fold.files()) {
    if (!name.startsWith(`${FOLDER}/`)) continue;
    const now = there.get(name);
    there.delete(name);
    const bytes = fold.bytes(file);
    const oid = bytes === undefined ? file.oid : nodeDigest('sha1', withHeader(bytes));
    if (now !== `${file.mode} ${oid}`) found.push(`${name} is ${now ?? 'not there'}, the log says ${file.mode} ${oid}`);
  }
  for (const name of there.keys()) found.push(`${name} is on disk and not in the log`);
  return found;
}

function withHeader(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]);
}

function isWork(document: FoldDocument): boolean {
  return document.uri !== undefined || document.path.startsWith(`${FOLDER}/`);
}

function textOf(document: FoldDocument): SeenText {
  return { uri: uriOf(document), version: document.v, text: document.text.toString() };
}

function uriOf({ uri, path: name }: FoldDocument): string {
  return uri ?? vscode.Uri.file(path.join(folderPath(), name)).toString();
}

function seenText(seen: SeenText | undefined): string {
  return seen === undefined ? 'nothing' : `${seen.uri} version ${seen.version}: ${short(seen.text)}`;
}

function short(text: string): string {
  const json = JSON.stringify(text);
  return json.length <= 160 ? json : `${json.slice(0, 80)} … ${json.slice(-60)} (${text.length})`;
}
