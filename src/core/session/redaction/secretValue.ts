const PLACEHOLDER_WORDS = new Set(
  (
    'change me changeme changeit example sample dummy placeholder your my the a an some todo tbd test testing fake mock none ' +
    'null nil undefined true false string number boolean object redacted hidden masked removed password passwd pwd pass ' +
    'passphrase secret secrets token tokens key keys apikey api auth access refresh id user username name value here foo ' +
    'bar baz qux default admin root guest local localhost dev insert enter replace this with put abc abcdef invalid wrong ' +
    'correct new old current basic bearer client private public required optional field input type header form url uri ' +
    'path file env var variable config setting settings provider service text label title confirm reset forgot and or of to for'
  ).split(' '),
);

/** Whether what stands where a secret could stand is plainly none: a stand-in, a reference, a path, words for people. */
export function isHarmless(value: string): boolean {
  if (value === '' || /^(.)\1*$/s.test(value) || /\s/.test(value)) return true;
  if (/^[xX0*._-]+$/.test(value) || /^(?:1234567?8?9?0?|abc123|0123456789)$/.test(value)) return true;
  if (
    /^(?:<.*>?|\{.*|\[.*\]|.*\$\{.*|.*\{\{.*|.*%\(.*|.*\(\))$/.test(value) ||
    /^[$%#&@](?![^A-Za-z_]*\d)[A-Za-z_]/.test(value) ||
    /^\$\{?/.test(value)
  )
    return true;
  if (/^(?:\.{0,2}\/|~\/|[A-Za-z]:[\\/]|https?:\/\/[^@]*$|file:)/.test(value)) return true;
  if (/^(?:process\.env|os\.environ|import\.meta|env\.|vars?\.|secrets?\.|config\.|this\.|self\.)/.test(value))
    return true;
  return /^\d{1,6}$/.test(value) || isWords(value);
}

/** Words that only name the thing (`access_token`, `yourPassword`, `Password`), in any of the usual spellings. */
function isWords(value: string): boolean {
  if (/^[A-Z][a-z]+[!:.]?$/.test(value)) return true;
  if (!/^[A-Za-z_.\-:/ ]+\d{0,2}[.!:…]*$/.test(value)) return false;
  const words =
    value
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z]+/g) ?? [];
  return words.some((word) => PLACEHOLDER_WORDS.has(word)) && words.every((word) => word.length < 14);
}

/** What a program calls its things: letters and words, with a number at the end at most. */
export function isIdentifier(value: string): boolean {
  return /^[A-Za-z_$][A-Za-z_$]*\d{0,3}(?:(?:\?\.|::|\.|!\.)[A-Za-z_$]+\d{0,3})*[;,]?$/.test(value);
}

/** Whether a value is so much like a secret that it is hidden wherever it stands, and not only beside its name. */
export function isUnmistakable(value: string): boolean {
  if (value.length < 8 || value.length > 4096 || isHarmless(value) || isIdentifier(value)) return false;
  if (/^[0-9.,:;+\-/ ]+$/.test(value) || /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value)) return false;
  const mixed = /\d/.test(value) && /[A-Za-z]/.test(value);
  return (mixed || (/[A-Z]/.test(value) && /[a-z]/.test(value) && value.length >= 16)) && entropyOf(value) >= 2.5;
}

/** Shannon entropy of a value's code units, in bits for each. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (let index = 0; index < value.length; index++) {
    const unit = value.charAt(index);
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
