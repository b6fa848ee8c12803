/** What somebody says is never a secret: `/a regular expression/`, or a text that is meant as it stands. */
export interface AllowList {
  readonly allow: readonly (string | RegExp)[];
  /** Entries that cannot be used, with why. */
  readonly problems: readonly string[];
}

/** Reads a list of settings; what is no text is a problem, and so is a regular expression that is none. */
export function allowListOf(entries: readonly unknown[]): AllowList {
  const allow: (string | RegExp)[] = [];
  const problems: string[] = [];
  for (const entry of entries) {
    if (typeof entry !== 'string' || entry === '') {
      problems.push(`${JSON.stringify(entry)} is no text`);
      continue;
    }
    const [, source, flags = ''] = /^\/(.+)\/([imsu]*)$/.exec(entry) ?? [];
    if (source === undefined) {
      allow.push(entry);
      continue;
    }
    try {
      allow.push(new RegExp(source, flags));
    } catch (error) {
      problems.push(`${entry} is no regular expression (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  return { allow, problems };
}
