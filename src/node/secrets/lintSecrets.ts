import type { SecretFinder } from './takeIn.ts';

/** Code units that are looked at in one go, cut at line ends, and how much of what came before is looked at again. */
const CHUNK = 100_000;
const OVERLAP = 1_000;

/** Without one of these there is nothing that secretlint's recommended rules would find. */
const KEYWORDS =
  /A(?:KIA|SIA|BIA|CCA|GPA|IDA|ROA|IPA|NPA|NVA|PKA|3T)[A-Z0-9]{4}|(?:aws|AWS|Aws).{0,20}(?:key|KEY|Key)|SecretAccessKey|PRIVATE KEY|xox[a-z]-|xapp-|hooks\.slack|gh[pousr]_|github_pat_|_authToken|npm_[A-Za-z0-9]{10}|:\/\/[^\s/:@]{1,99}:[^\s/@]{1,99}@|SG\.[A-Za-z0-9_-]{10}|shp(?:at|ca|pa|ss)_|sk-[A-Za-z0-9]{2,10}[-A-Za-z0-9]|T3BlbkFJ|ops_ey|lin_api_|AIza|gl(?:pat|sa|c)[-_]|dckr_|hf_[A-Za-z0-9]{10}|figd_|ntn_|dapi[0-9a-f]|dop_v1_|vercel_|cfp?at_/;

/** Whether a text holds anything that secretlint's rules would look at. */
export function mayHoldLintSecret(text: string): boolean {
  return KEYWORDS.test(text);
}

/**
 * Finds secrets by the recommended rules of secretlint, in chunks and only where a keyword stands. Loads secretlint at
 * the first call. Throws what loading throws.
 */
export async function loadSecretLint(): Promise<SecretFinder> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} }] };
  return async (text, path) => {
    const found = new Set<string>();
    for (const [start, end] of chunksOf(text)) {
      const content = text.slice(start, end);
      if (!KEYWORDS.test(content)) continue;
      const source = { filePath: path, content, contentType: 'text' as const, ext: extensionOf(path) };
      const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
      for (const { range } of messages) {
        const value = content.slice(range[0], range[1]);
        // The password of an address is what the redactor's own rule hides, and not where it leads.
        if (!value.includes('://')) found.add(value);
      }
    }
    return [...found];
  };
}

/** Cuts a text into chunks at line ends (inside a line where it is longer than a chunk), each with the end of the one before. */
export function chunksOf(text: string): [start: number, end: number][] {
  const chunks: [number, number][] = [];
  for (let at = 0; at < text.length; ) {
    const limit = Math.min(text.length, at + CHUNK);
    const lineEnd = limit === text.length ? limit : text.lastIndexOf('\n', limit) + 1;
    const end = lineEnd > at ? lineEnd : limit;
    chunks.push([Math.max(0, at - OVERLAP), end]);
    at = end;
  }
  return chunks;
}

function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}
