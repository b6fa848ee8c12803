import type { Provenance, Sample } from '../sample.ts';

/** Where a row, or one of its spans, can be looked at as it came about. */
export type RowOrigin =
  | { readonly kind: 'session'; readonly session: string; readonly seq: number | null }
  | { readonly kind: 'commit'; readonly commit: string; readonly path: string; readonly range: Provenance['range'] }
  | {
      readonly kind: 'file';
      /** Below the repository's root, with forward slashes. */
      readonly path: string;
      readonly tree: string | null;
      readonly range: Provenance['range'];
    };

const sessionId = /^\d{8}-\d{6}-[0-9a-f]{4}$/;
const objectId = /^[0-9a-f]{7,64}$/;
/** In these kinds `seqs` are steps of a conversation, in the others events of a session. */
const conversations: ReadonlySet<Sample['kind']> = new Set(['tool-use', 'tool-infill', 'reasoning']);

/**
 * Where a row is from: an event of a session, a file in a commit, or a file of a tree. Null: the row names nothing that
 * could be opened. Ids that are none, and paths that lead out of a repository, are not taken.
 * @param span index of the span that is meant; absent: what is trained first
 */
export function rowOrigin(sample: Sample, span?: number): RowOrigin | null {
  const from = (span === undefined ? trainedSpan(sample) : sample.spans[span])?.from;
  const source = from?.source ?? sample.proof.source;
  const session = sample.origin?.session ?? source;
  if (sessionId.test(session)) {
    const seq = conversations.has(sample.kind) ? null : (from?.seqs?.[0] ?? null);
    return { kind: 'session', session, seq };
  }
  const path = from?.path ?? sample.proof.path;
  if (path === undefined || !staysInside(path)) return null;
  const commit = sample.origin?.commit;
  if (commit !== undefined && objectId.test(commit)) return { kind: 'commit', commit, path, range: from?.range };
  const tree = from?.tree ?? sample.proof.tree;
  return { kind: 'file', path, tree: tree !== undefined && objectId.test(tree) ? tree : null, range: from?.range };
}

function trainedSpan({ spans }: Sample): Sample['spans'][number] | undefined {
  return (
    spans.find(({ weight, from }) => weight > 0 && from !== undefined) ?? spans.find(({ from }) => from !== undefined)
  );
}

/** A path below a root: relative, without a part that leads out, and nothing that is a path on one system alone. */
function staysInside(path: string): boolean {
  if (path === '' || path.startsWith('/') || /[\\\0\n]/.test(path) || /^[a-z]:/i.test(path)) return false;
  return !path.split('/').includes('..');
}
