import { TracewrightError } from '../../core/errors.ts';
import type { SessionEvent } from '../../core/session/event.ts';
import type { ParseText } from '../../core/session/inference/syntax.ts';
import type { SyntaxEngine } from '../../core/syntax/syntaxEngine.ts';
import { SyntaxService } from './engine.ts';

/** The paths of all documents that a log opens. */
export function pathsOf(events: readonly SessionEvent[]): string[] {
  return [
    ...new Set(
      events.flatMap((event) => (event.kind === 'document-open' || event.kind === 'document-path' ? [event.path] : [])),
    ),
  ];
}

/**
 * A synchronous parser for texts of these paths, their languages loaded. Paths without a grammar, and those whose
 * grammar does not load here, have none. Undefined where no grammar is installed at all: what needs syntax is left out.
 */
export async function textParser(
  paths: readonly string[],
  options: { readonly native?: boolean } = {},
): Promise<ParseText | undefined> {
  try {
    const service = SyntaxService.open(options);
    const engines = new Map<string, SyntaxEngine>();
    const languages = new Set(paths.flatMap((path) => service.languageOf(path) ?? []));
    for (const language of languages) {
      if (language.grammar === undefined) continue;
      try {
        engines.set(language.id, await service.engineFor(language));
      } catch (error) {
        if (!(error instanceof TracewrightError)) throw error;
      }
    }
    return (path, text) => {
      const id = service.languageOf(path)?.id;
      return id === undefined ? undefined : engines.get(id)?.parse(id, text);
    };
  } catch (error) {
    if (error instanceof TracewrightError && error.code.startsWith('syntax.')) return undefined;
    throw error;
  }
}
