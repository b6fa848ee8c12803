import type { CodeView } from './codeView.ts';
import { folderOf } from './resolveModule.ts';

/** An entry point of an npm package: what users import, and the source file behind it. */
export interface PackageEntry {
  /** `pkg` or `pkg/part`. */
  readonly specifier: string;
  /** The package.json that declares it. */
  readonly manifest: string;
  /** What the manifest says, `./dist/index.js`. */
  readonly target: string;
  /** The file of the snapshot; null when neither it nor a source of it is there. */
  readonly path: string | null;
}

const BUILT = /^(dist|lib|build|out|esm|cjs|es|types)(\/(esm|cjs|es|types|src))?\//;

/** The entry points of all packages of a snapshot that are not private and not dependencies. */
export async function packageEntries(view: CodeView): Promise<PackageEntry[]> {
  const manifests = view.snapshot.paths.filter(
    (path) =>
      /(^|\/)package\.json$/.test(path) &&
      !/(^|\/)(node_modules|fixtures?|test-fixtures|testdata|templates?)\//.test(path),
  );
  const lists = await Promise.all(manifests.map((manifest) => entriesOf(view, manifest)));
  return lists.flat();
}

async function entriesOf(view: CodeView, manifest: string): Promise<PackageEntry[]> {
  const read = parse((await view.text(manifest)) ?? '');
  if (read === null || read.private === true) return [];
  const name = typeof read.name === 'string' ? read.name : folderOf(manifest);
  const found = new Map<string, string>();
  const put = (specifier: string, target: unknown): void => {
    if (typeof target === 'string' && !target.includes('*') && !found.has(specifier)) found.set(specifier, target);
  };
  const { exports } = read;
  if (typeof exports === 'string') put(name, exports);
  else if (isRecord(exports)) {
    const keyed = Object.keys(exports).some((key) => key.startsWith('.'));
    for (const [key, value] of keyed ? Object.entries(exports) : [['.', exports] as const])
      put(key === '.' ? name : `${name}/${key.slice(2)}`, firstTarget(value));
  } else for (const field of ['types', 'typings', 'module', 'main']) put(name, read[field]);
  return [...found].map(([specifier, target]) => ({
    specifier,
    manifest,
    target,
    path: sourceOf(view, folderOf(manifest), target),
  }));
}

/** The first file among conditions: types before code. */
function firstTarget(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return null;
  const order = Object.keys(value).sort((a, b) => Number(b === 'types') - Number(a === 'types'));
  for (const key of order) {
    const target = firstTarget(value[key]);
    if (target !== null) return target;
  }
  return null;
}

/** The file itself, or the source that it is built from. */
function sourceOf(view: CodeView, folder: string, target: string): string | null {
  const plain = target.replace(/^\.\//, '');
  const stem = plain.replace(/(\.d)?\.[mc]?[jt]sx?$/, '');
  const stems = [plain, stem, stem.replace(BUILT, 'src/'), stem.replace(BUILT, ''), stem.replace(BUILT, 'source/')];
  const prefix = folder === '' ? '' : `${folder}/`;
  for (const each of stems)
    for (const ending of ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'])
      if (/\.[mc]?[jt]sx?$/.test(each + ending) && view.files.has(prefix + each + ending))
        return prefix + each + ending;
  return null;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
