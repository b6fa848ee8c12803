import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { packReport } from '../../core/report/packedReport.ts';
import type { ReportData } from '../../core/report/report.ts';
import { inlineScript, inlineStyle, jsonForScript, reportHtml } from '../../core/report/reportHtml.ts';
import { fileTrouble } from '../formats/fileTrouble.ts';

/**
 * Writes a report as one HTML file that shows itself without a network. The file appears whole or not at all.
 * `pages` is the folder of the built pages (report.js, report.css); by default the one beside the running bundle.
 * Throws `report-pages-missing` (environment) when they were not built, and what fileTrouble makes of errors.
 */
export async function writeReport(
  data: ReportData,
  out: string,
  options: { readonly pages?: string } = {},
): Promise<void> {
  const { script, style } = await readPages(options.pages === undefined ? builtPages() : [options.pages]);
  const html = reportHtml({
    title: data.title,
    script,
    style,
    scriptHash: hash(script),
    styleHash: hash(style),
    json: jsonForScript(packReport(data)),
  });
  try {
    await mkdir(path.dirname(out), { recursive: true });
  } catch (error) {
    throw fileTrouble(error) ?? error;
  }
  const temporary = path.join(path.dirname(out), `.${path.basename(out)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, html, { flag: 'wx' });
    await rename(temporary, out);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileTrouble(error, out) ?? error;
  }
}

/** Where the pages may stand: beside the bundle, one folder up for its chunks, or in dist when run from source. */
function builtPages(): readonly string[] {
  const here = import.meta.dirname;
  return [
    path.join(here, 'webview'),
    path.join(here, '..', 'webview'),
    path.resolve(here, '..', '..', '..', 'dist', 'webview'),
  ];
}

async function readPages(folders: readonly string[]): Promise<{ script: string; style: string }> {
  for (const folder of folders) {
    try {
      const [script, style] = await Promise.all([
        readFile(path.join(folder, 'report.js'), 'utf8'),
        readFile(path.join(folder, 'report.css'), 'utf8'),
      ]);
      return { script: inlineScript(script), style: inlineStyle(style) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new TracewrightError('report-pages-missing', 'the built report page was not found', {
    kind: 'environment',
    place: { file: path.join(folders[0] as string, 'report.js') },
    remedy: 'run npm run build',
  });
}

function hash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64');
}
