import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Addresses that the page may load, as the webview names them. */
interface PageSources {
  readonly script: string;
  readonly style: string;
  /** The webview's own origin, for the content security policy. */
  readonly cspSource: string;
  /** Made anew for every page. */
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
}

/** Lets a webview show the page `dist/webview/<name>.js`, with the strings' language and nothing from elsewhere. */
export function showPage(webview: vscode.Webview, extensionUri: vscode.Uri, name: string, title: string): void {
  const pages = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [pages] };
  webview.html = pageHtml({
    script: webview.asWebviewUri(vscode.Uri.joinPath(pages, `${name}.js`)).toString(),
    style: webview.asWebviewUri(vscode.Uri.joinPath(pages, `${name}.css`)).toString(),
    cspSource: webview.cspSource,
    nonce: randomBytes(18).toString('base64'),
    language: vscode.env.language,
    title,
  });
}

/** The page's frame. Nothing but our own script, styles and font gets in; no text of what it shows is in it. */
function pageHtml({ script, style, cspSource, nonce, language, title }: PageSources): string {
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
