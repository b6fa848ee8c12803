import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { type MinedEdit, minedEditSchema } from '../../core/mining/minedEdit.ts';
import type { StartFiles } from '../../core/sample/dialects/shadowFiles.ts';
import { codeLanguageOfPath } from '../../core/sample/languageOfPath.ts';
import type { TrajectoryInput } from '../../core/sample/toolUse/trajectoryInput.ts';
import type { Operation } from '../../core/session/operation.ts';
import { requireWhole } from '../formats/sessionFolder.ts';
import { CatFile } from '../git/catFile.ts';
import { namedTrajectory } from '../replay/namedTrajectory.ts';
import { nodeDigest } from '../store/digest.ts';
import type { LoadedSession } from '../store/loadSession.ts';
import { openSession } from '../store/openSession.ts';
import { sessionOperations } from '../store/sessionOperations.ts';
import type { BuildUnit, CodeFile, Source } from './source.ts';

/** What of a unit's source is read when a maker asks for it, and then kept for the next one. */
export class OpenedUnit {
  readonly unit: BuildUnit;
  readonly #version: string;
  #session: Promise<LoadedSession> | undefined;
  #operations: Promise<readonly Operation[]> | undefined;
  #trajectory: Promise<TrajectoryInput> | undefined;
  #objects: CatFile | undefined;

  /** @param version of this product, for what it writes into trajectories */
  constructor(unit: BuildUnit, version: string) {
    this.unit = unit;
    this.#version = version;
  }

  get source(): Source {
    return this.unit.source;
  }

  /** The source files of `code`, one after the other. */
  *files(): Generator<CodeFile> {
    const { source, part } = this.unit;
    const root = path.basename(path.resolve(source.path));
    for (const below of (source.files ?? []).slice(...(part ?? []))) {
      const file = below === '' ? source.path : path.join(source.path, below);
      const text = readFileSync(file, 'utf8');
      const language = codeLanguageOfPath(file) ?? '';
      if (below === '') yield { name: root, path: root, language, text };
      else yield { name: `${root}/${below}`, path: below, language, text };
    }
  }

  /** The whole session. Throws what reading it throws, and `session-damaged` where it is not whole. */
  session(): Promise<LoadedSession> {
    this.#session ??= openSession(this.source.path).then((session) => {
      requireWhole(session);
      return session;
    });
    return this.#session;
  }

  operations(): Promise<readonly Operation[]> {
    this.#operations ??= this.session().then(sessionOperations);
    return this.#operations;
  }

  /** A trajectory, or a session as one. */
  trajectory(): Promise<TrajectoryInput> {
    this.#trajectory ??= this.#readTrajectory();
    return this.#trajectory;
  }

  /** Files as they were at the start of a session; of a trajectory nothing is known. */
  async startFiles(): Promise<StartFiles> {
    if (this.source.kind !== 'session') return () => undefined;
    const { base, blobs } = await this.session();
    const oids = new Map((base[0] ?? []).map(({ path: name, oid }) => [name, oid]));
    return (name) => {
      const oid = oids.get(name);
      if (oid === undefined) return null;
      const bytes = blobs(oid);
      const text = bytes === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      return text?.includes('\uFFFD') === true ? undefined : text;
    };
  }

  /** The mined edits of the unit, in their order. */
  async *edits(): AsyncGenerator<MinedEdit> {
    const { source, part, file } = this.unit;
    const [start, end] = part ?? [0, Number.POSITIVE_INFINITY];
    if (file === undefined || start >= end) return;
    for (const line of (await readPart(path.join(source.path, file), start, end)).split('\n')) {
      if (line !== '') yield minedEditSchema.parse(JSON.parse(line));
    }
  }

  /** Objects of the repository that mined edits are of. */
  objects(): CatFile {
    this.#objects ??= new CatFile({ cwd: this.source.repository ?? this.source.path });
    return this.#objects;
  }

  dispose(): void {
    this.#objects?.dispose();
  }

  async #readTrajectory(): Promise<TrajectoryInput> {
    const { kind, path: target, sha256 } = this.source;
    const { trajectory } = await namedTrajectory(target, this.#version);
    if (kind === 'session') {
      const { meta } = await this.session();
      return { source: meta.id, trajectory, sha256: nodeDigest('sha256', JSON.stringify(trajectory)) };
    }
    return { source: trajectory.trajectory_id ?? trajectory.session_id ?? sha256.slice(0, 16), trajectory, sha256 };
  }
}

/** A part of a file. Lines are told apart by line feeds alone: node:readline would also part them at U+2028. */
async function readPart(file: string, start: number, end: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.max(0, Math.min(end, size) - start));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
