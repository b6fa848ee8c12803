/** Sentences that only one licence has, most particular first. All of them must be there. */
const texts: readonly { readonly id: string; readonly has: readonly RegExp[] }[] = [
  { id: 'AGPL-3.0-only', has: [/gnu affero general public license/, /version 3/] },
  { id: 'LGPL-3.0-only', has: [/gnu lesser general public license/, /version 3/] },
  { id: 'LGPL-2.1-only', has: [/gnu lesser general public license/, /version 2\.1/] },
  { id: 'GPL-3.0-only', has: [/gnu general public license/, /version 3/] },
  { id: 'GPL-2.0-only', has: [/gnu general public license/, /version 2/] },
  { id: 'Apache-2.0', has: [/apache license/, /version 2\.0/] },
  { id: 'MPL-2.0', has: [/mozilla public license,? (?:version|v\.) ?2\.0/] },
  { id: 'EPL-2.0', has: [/eclipse public license - v ?2\.0/] },
  { id: 'BSL-1.0', has: [/boost software license - version 1\.0/] },
  { id: 'CC0-1.0', has: [/cc0 1\.0 universal/] },
  { id: 'Unlicense', has: [/this is free and unencumbered software released into the public domain/] },
  { id: 'Zlib', has: [/this software is provided 'as-is'/, /altered source versions must be plainly marked/] },
  { id: 'PostgreSQL', has: [/postgresql license/] },
  { id: 'Python-2.0', has: [/python software foundation license version 2/] },
  {
    id: 'MIT-0',
    has: [
      /permission is hereby granted, free of charge/,
      /without restriction/,
      /^(?!.*the above copyright notice).*$/s,
    ],
  },
  {
    id: 'MIT',
    has: [/permission is hereby granted, free of charge/, /the above copyright notice and this permission notice/],
  },
  {
    id: '0BSD',
    has: [/permission to use, copy, modify, and(?:\/or)? distribute/, /^(?!.*provided that the above copyright).*$/s],
  },
  { id: 'ISC', has: [/permission to use, copy, modify, and(?:\/or)? distribute/, /provided that the above copyright/] },
  {
    id: 'BSD-4-Clause',
    has: [/redistribution and use in source and binary forms/, /must display the following acknowledge?ment/],
  },
  { id: 'BSD-3-Clause', has: [/redistribution and use in source and binary forms/, /neither the name/] },
  { id: 'BSD-2-Clause', has: [/redistribution and use in source and binary forms/] },
];

/** The SPDX id of a licence's text, by sentences that only it has; null: it is none of the common ones. */
export function licenceOfText(text: string): string | null {
  const header = spdxHeader(text);
  if (header !== null) return header;
  const plain = text
    .toLowerCase()
    .replace(/[“”]/g, '"')
    .replace(/[‘’`]/g, "'")
    .replace(/[\s*#/;]+/g, ' ')
    .slice(0, 40_000);
  return texts.find(({ has }) => has.every((sentence) => sentence.test(plain)))?.id ?? null;
}

/** The expression of an `SPDX-License-Identifier:` line in the first 4,000 characters. */
export function spdxHeader(text: string): string | null {
  const found = /SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+() -]{2,120})/.exec(text.slice(0, 4_000))?.[1];
  return found === undefined ? null : found.replace(/\s*(?:-+|\*)$/, '').trim() || null;
}

/** Files at the root of a repository that may say its licence, those that are asked first in front. */
export const licenceFiles: readonly string[] = [
  ...['LICENSE', 'LICENCE', 'COPYING', 'UNLICENSE', 'License', 'license'].flatMap((name) => [
    name,
    `${name}.md`,
    `${name}.txt`,
    `${name}.rst`,
  ]),
  'MIT-LICENSE',
  'MIT-LICENSE.txt',
  'LICENSE-MIT',
  'LICENSE-APACHE',
  'package.json',
  'Cargo.toml',
  'pyproject.toml',
  'setup.cfg',
  'composer.json',
];

/**
 * A repository's licence out of the files of that name, as an SPDX expression. What its package says comes first,
 * because it can say "either"; several texts without that are joined by OR. Null: not known.
 */
export function licenceOfRepository(files: ReadonlyMap<string, string>): string | null {
  for (const [name, text] of files) {
    const declared = declaredLicence(name, text);
    if (declared !== null) return declared;
  }
  const ids = new Set<string>();
  for (const [name, text] of files) {
    const id = isPackage(name) ? null : licenceOfText(text);
    if (id !== null) ids.add(id);
  }
  return ids.size === 0 ? null : [...ids].sort().join(' OR ');
}

const isPackage = (name: string) => /\.(?:json|toml|cfg)$/.test(name);

function declaredLicence(name: string, text: string): string | null {
  if (!isPackage(name)) return null;
  const found = name.endsWith('.json')
    ? inJson(text)
    : /^\s*license\s*=\s*(?:\{\s*text\s*=\s*)?["']?([^"'\n}]+)/m.exec(text)?.[1];
  const expression = (found ?? '').trim().replaceAll('/', ' OR ');
  if (!/^[A-Za-z0-9.+() -]{2,120}$/.test(expression) || /see |unlicensed|proprietary/i.test(expression)) return null;
  return aliases.get(expression.toLowerCase()) ?? expression;
}

function inJson(text: string): string | undefined {
  try {
    const { license } = JSON.parse(text) as { license?: unknown };
    if (typeof license === 'string') return license;
    if (typeof license === 'object' && license !== null && 'type' in license) return String(license.type);
  } catch {
    // A broken package file says nothing.
  }
  return undefined;
}

const aliases: ReadonlyMap<string, string> = new Map([
  ['mit license', 'MIT'],
  ['the mit license', 'MIT'],
  ['apache 2.0', 'Apache-2.0'],
  ['apache license 2.0', 'Apache-2.0'],
  ['apache-2', 'Apache-2.0'],
  ['bsd', 'BSD-3-Clause'],
  ['gplv3', 'GPL-3.0-only'],
  ['gplv2', 'GPL-2.0-only'],
]);

/** Whether an SPDX expression can be met with the allowed licences: any side of OR, both of AND. Case does not matter. */
export function licenceAllowed(expression: string, allowed: readonly string[]): boolean {
  const ids = new Set(allowed.map((id) => id.toLowerCase()));
  const words = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const one = (): boolean => {
    const word = words[at++] ?? '';
    if (word === '(') {
      const inside = either();
      at++;
      return inside;
    }
    const id = word.toLowerCase();
    // An exception only adds rights.
    if (words[at]?.toUpperCase() === 'WITH') at += 2;
    return ids.has(id) || ids.has(id.replace(/-only$|-or-later$|\+$/, ''));
  };
  const both = (): boolean => {
    let result = one();
    while (words[at]?.toUpperCase() === 'AND') {
      at++;
      result = one() && result;
    }
    return result;
  };
  const either = (): boolean => {
    let result = both();
    while (words[at]?.toUpperCase() === 'OR') {
      at++;
      result = both() || result;
    }
    return result;
  };
  return words.length > 0 && either();
}
