const byExtension: Readonly<Record<string, string>> = {
  c: 'c',
  cc: 'cpp',
  cjs: 'javascript',
  cpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  cts: 'typescript',
  cxx: 'cpp',
  go: 'go',
  h: 'c',
  hpp: 'cpp',
  html: 'html',
  java: 'java',
  js: 'javascript',
  json: 'json',
  jsx: 'javascriptreact',
  kt: 'kotlin',
  lua: 'lua',
  md: 'markdown',
  mjs: 'javascript',
  mts: 'typescript',
  php: 'php',
  pl: 'perl',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  scala: 'scala',
  sh: 'shellscript',
  sql: 'sql',
  swift: 'swift',
  ts: 'typescript',
  tsx: 'typescriptreact',
  yaml: 'yaml',
  yml: 'yaml',
};
const notCode: ReadonlySet<string> = new Set(['json', 'markdown', 'yaml']);

/** The editor's language id for a path, by its extension; null when the extension is not known. */
export function languageOfPath(path: string): string | null {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return byExtension[extension] ?? null;
}

/** Like languageOfPath, for program text alone: no data, no prose. */
export function codeLanguageOfPath(path: string): string | null {
  const language = languageOfPath(path);
  return language === null || notCode.has(language) ? null : language;
}
