import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { TracewrightError } from '../../src/core/errors.ts';
import { validateTrajectory } from '../../src/core/trajectory/validate.ts';
import { readForeign } from '../../src/node/formats/readForeign.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/trajectories');
const there = existsSync(DATA);
if (!there && process.env.CI !== undefined) throw new Error(`no trajectories in ${DATA}, and CI needs them`);
if (!there) console.warn(`skipped: no trajectories in ${DATA}`);

/** Small files, so that many changes of each can be tried. */
const LARGEST = 150_000;
const junk = [null, 7, -1e308, '', 'text', '\ud800', [], {}, [[]], { type: null }, true];

describe('damaged trajectories', function () {
  this.timeout(120_000);
  if (!there) return;
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-fuzz-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Read as far as it goes, valid whatever it is; or refused in one sentence. */
  async function survives(name: string, content: Buffer | string): Promise<boolean> {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    try {
      const { trajectory } = await readForeign(file);
      const { errors } = validateTrajectory(JSON.parse(JSON.stringify(trajectory)));
      assert.deepEqual(errors, [], name);
      return true;
    } catch (error) {
      assert.ok(error instanceof TracewrightError, `${name}: ${error instanceof Error ? error.stack : error}`);
      return false;
    }
  }

  for (const file of walk(DATA).filter((one) => statSync(one).size <= LARGEST && !one.endsWith('.txt'))) {
    const name = path.basename(file);
    it(`${path.relative(DATA, file)}: any value that is another one, any cut and any byte`, async () => {
      const bytes = readFileSync(file);
      let read = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.nat(),
          fc.constantFrom(...junk),
          fc.constantFrom('value', 'cut', 'byte'),
          async (at, value, how) => {
            const content =
              how === 'value' ? otherValue(bytes, at, value) : how === 'cut' ? cut(bytes, at) : otherByte(bytes, at);
            if (await survives(name, content)) read++;
          },
        ),
        { numRuns: 40 },
      );
      assert.ok(read > 0 || /state\.json$|session\.json$|opencode/.test(name), 'nothing was read at all');
    });
  }
});

function cut(bytes: Buffer, at: number): Buffer {
  return bytes.subarray(0, at % bytes.length);
}

function otherByte(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at % bytes.length] = at & 0xff;
  return changed;
}

/** One value of the file, at any depth, is another one. Files that are no JSON get another byte instead. */
function otherValue(bytes: Buffer, at: number, value: unknown): Buffer | string {
  const text = bytes.toString('utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  try {
    return JSON.stringify(replaced(JSON.parse(text), at, value));
  } catch {
    try {
      const which = at % lines.length;
      return lines
        .map((line, index) => (index === which ? JSON.stringify(replaced(JSON.parse(line), at, value)) : line))
        .join('\n');
    } catch {
      return otherByte(bytes, at);
    }
  }
}

function replaced(root: unknown, at: number, value: unknown): unknown {
  const places: { readonly holder: object; readonly key: string }[] = [];
  const visit = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [key, inner] of Object.entries(holder)) {
      places.push({ holder, key });
      visit(inner);
    }
  };
  visit(root);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return value;
  Reflect.set(place.holder, place.key, value);
  return root;
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? walk(file) : [file];
  });
}
