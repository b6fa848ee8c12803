/** Addresses that the page may load, as the webview names them. */
export interface PageSources {
  readonly script: string;
  readonly style: string;
  /** The webview's own origin, for the content security policy. */
  readonly cspSource: string;
  /** Made anew for every page. */
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
}

/** The page's frame. Nothing but our own script, styles and font gets in; no text of a session is in it. */
export function timelineHtml({ script, style, cspSource, nonce, language, title }: PageSources): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeHtml(style)}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
