/** The pieces of a self-contained page. `scriptHash` and `styleHash` are base64 SHA-256 of what stands inside the elements. */
export interface ReportPage {
  readonly title: string;
  readonly script: string;
  readonly style: string;
  readonly scriptHash: string;
  readonly styleHash: string;
  /** From `jsonForScript`. */
  readonly json: string;
}

/**
 * One HTML document that needs nothing beside it. Its policy lets run the one script and the one style sheet
 * whose hashes it names, and allows no request at all.
 */
export function reportHtml(page: ReportPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${page.scriptHash}'`,
    `style-src 'sha256-${page.styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(page.title)}</title>
<style>${page.style}</style>
</head>
<body>
<div id="root"></div>
<noscript>This report draws itself with the script inside this file. Allow scripts for it to see the report.</noscript>
<script type="application/json" id="data">${page.json}</script>
<script>${page.script}</script>
</body>
</html>
`;
}

/** Text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

/** JSON that no HTML parser reads as anything but the script's text, and no script parser as a line end. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** Our own bundled script as the text of a script element: without its source map's name, unable to end the element. */
export function inlineScript(script: string): string {
  return script
    .replace(/\n?\/\/# sourceMappingURL=[^\n]*\s*$/, '')
    .replaceAll('\r', '')
    .replace(/<(\/script|script|!--)/gi, '\\x3c$1');
}

/** Our own bundled style sheet as the text of a style element. */
export function inlineStyle(style: string): string {
  return style
    .replace(/\/\*# sourceMappingURL=[^*]*\*\/\s*$/, '')
    .replaceAll('\r', '')
    .replace(/<\/style/gi, '\\3c /style');
}
