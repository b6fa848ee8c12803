/** Who is answerable for a file: its authors, a test that wants it as it is, a program that writes it, or somebody else's project. */
export type FileOrigin = 'own' | 'fixture' | 'generated' | 'foreign';

const VENDORED =
  /(^|\/)(node_modules|vendor|vendored|third[_-]party|bower_components|site-packages|\.yarn|\.git)\/|[.-]min\.[mc]?(js|css)$|(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|poetry\.lock|go\.sum)$/;
const GENERATED_NAME = /\.(pb|generated|g)\.[a-z]+$|_pb2(_grpc)?\.pyi?$|\.snap$|(^|\/)__generated__\//;
const GENERATED_SAYING =
  /@generated\b|\bcode generated\b[^\n]*\bdo not edit\b|\bauto-?generated (file|by)\b|\bthis file (is|was) (auto-?|automatically )?generated\b/i;
const FIXTURE = /(^|\/)(__)?(test[-_]?)?(fixtures?|testdata|test[-_]data|snapshots|goldens?)(__)?\//i;
const HUGE = 1_000_000;
const MINIFIED_LINE = 1000;

/** Judges a file by its path, its first lines, its size and the length of its lines. */
export function originOf(path: string, text: string): FileOrigin {
  if (VENDORED.test(path) || text.length > HUGE || isMinified(path, text)) return 'foreign';
  if (GENERATED_NAME.test(path) || GENERATED_SAYING.test(firstComment(text))) return 'generated';
  return FIXTURE.test(path) ? 'fixture' : 'own';
}

function isMinified(path: string, text: string): boolean {
  if (!/\.[mc]?jsx?$|\.css$/.test(path) || text.length < 5000) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return text.length / lines > MINIFIED_LINE;
}

/** The first lines as far as they are comments: a program that looks for such words in others is not generated. */
function firstComment(text: string): string {
  const lines: string[] = [];
  for (const line of text
    .slice(0, 2000)
    .replace(/^\uFEFF/, '')
    .split('\n', 20)) {
    if (!/^\s*(\/\/|\/\*|\*|#|--|<!--|"""|;|$)/.test(line)) break;
    lines.push(line);
  }
  return lines.join('\n');
}
