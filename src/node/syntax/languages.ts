import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Language, languageSchema } from '../../core/syntax/language.ts';
import { grammarFolder } from './grammarFolder.ts';

/** All languages, by folder name. */
export function readLanguages(folder = grammarFolder()): Language[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name, 'language.json'))
    .filter((file) => existsSync(file))
    .sort()
    .map((file) => languageSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
}

/** The text of a language's query file; null when it has none. */
export function readQuery(language: Language, query: 'tags' | 'imports', folder = grammarFolder()): string | null {
  const file = path.join(folder, language.grammar?.queries ?? language.id, `${query}.scm`);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
