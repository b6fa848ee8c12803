import * as z from 'zod/mini';

/** `grammars/<language>/language.json`. */
export const languageSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** With the dot, lower case. */
  extensions: z.array(z.string()),
  filenames: z.optional(z.array(z.string())),
  /** Absent: the language is known as text only. */
  grammar: z.optional(
    z.object({
      /** npm package that ships the compiled grammar, and the file in it. */
      package: z.string(),
      wasm: z.string(),
      /** The native grammar: a property of the package's export, or the export itself. */
      native: z.optional(z.object({ package: z.string(), export: z.optional(z.string()) })),
      /** Folder of the query files when it is not the language's own. */
      queries: z.optional(z.string()),
    }),
  ),
  lineComment: z.optional(z.string()),
  stringNodes: z.array(z.string()),
  commentNodes: z.array(z.string()),
  identifierNodes: z.array(z.string()),
  /** Node types that make a good middle for fill-in-the-middle. */
  spanNodes: z.array(z.string()),
  /** Node types whose bodies are a scope of names. */
  scopeNodes: z.array(z.string()),
});
export type Language = z.infer<typeof languageSchema>;

/** The language of a file by its name, then by its ending. `path` has forward slashes. */
export function languageOfPath(path: string, languages: readonly Language[]): Language | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  const extension = dot < 0 ? '' : name.slice(dot).toLowerCase();
  return (
    languages.find((language) => language.filenames?.includes(name)) ??
    languages.find((language) => language.extensions.includes(extension))
  );
}
