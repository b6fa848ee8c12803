import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TracewrightError } from '../../../src/core/errors.ts';
import { writeReport } from '../../../src/node/report/writeReport.ts';
import { sampleReport } from './sampleReport.ts';

describe('writing a report', () => {
  let folder: string;
  let pages: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'report-'));
    pages = path.join(folder, 'pages');
    await mkdir(pages);
    await writeFile(
      path.join(pages, 'report.js'),
      'document.title = "</script>";\n//# sourceMappingURL=report.js.map\n',
    );
    await writeFile(path.join(pages, 'report.css'), 'body { color: red }\n');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('makes one file whose policy allows exactly its own script and style', async () => {
    const out = path.join(folder, 'out', 'report.html');
    await writeReport(sampleReport(), out, { pages });
    const html = await readFile(out, 'utf8');
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    assert.ok(html.includes(`script-src 'sha256-${sha256(script)}'`));
    assert.ok(html.includes(`style-src 'sha256-${sha256(style)}'`));
    assert.match(html, /default-src 'none'/);
    assert.doesNotMatch(html.replace(/<script type="application\/json"[\s\S]*?<\/script>/, ''), /https?:|src=|href=/);
  });

  it('leaves nothing but the report behind', async () => {
    await writeReport(sampleReport(), path.join(folder, 'report.html'), { pages });
    assert.deepEqual((await readdir(folder)).sort(), ['pages', 'report.html']);
  });

  it('leaves the file of before when it cannot write, and says why', async () => {
    const out = path.join(folder, 'taken');
    await mkdir(path.join(out, 'inside'), { recursive: true });
    await assert.rejects(
      writeReport(sampleReport(), out, { pages }),
      (error: TracewrightError) => error.code === 'not-a-file' && error.place.file === out,
    );
    assert.deepEqual((await readdir(folder)).sort(), ['pages', 'taken']);
  });

  it('asks for a build when the page is not there', async () => {
    await assert.rejects(
      writeReport(sampleReport(), path.join(folder, 'report.html'), { pages: path.join(folder, 'none') }),
      (error: unknown) =>
        error instanceof TracewrightError && error.code === 'report-pages-missing' && error.kind === 'environment',
    );
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
