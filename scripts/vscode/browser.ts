import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { TracewrightError } from '../../src/core/errors.ts';
import type { Progress } from '../../src/core/ports.ts';
import { cached } from './cache.ts';

/** A Chromium to drive, with what its process needs in the environment. */
export interface BrowserProgram {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const quietArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** For a machine without any font settings: the fonts that came with the browser. */
const fontSettings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts/fonts</dir><dir>/usr/share/fonts</dir></fontconfig>
`;

/** Chrome or Chromium of this machine (`TRACEWRIGHT_BROWSER` names one), else the one from the npm registry. */
export async function findBrowser(progress: Progress): Promise<BrowserProgram> {
  const named = process.env.TRACEWRIGHT_BROWSER;
  if (named && !existsSync(named)) {
    throw new TracewrightError('BROWSER_MISSING', 'TRACEWRIGHT_BROWSER names a program that does not exist', {
      kind: 'environment',
      place: { file: named },
      remedy: 'set it to the path of a Chrome or Chromium, or unset it',
    });
  }
  const installed = named || installedBrowsers().find((file) => existsSync(file));
  if (installed) return { executable: installed, args: quietArgs, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return packagedBrowser(progress);
  throw new TracewrightError('BROWSER_MISSING', 'no Chrome or Chromium was found', {
    kind: 'environment',
    remedy: 'install Chrome or Chromium, or set TRACEWRIGHT_BROWSER to the path of one',
  });
}

/** Starts a headless browser with an empty profile. It ends with this process, however this process ends. */
export async function launchBrowser(program: BrowserProgram): Promise<Browser> {
  return chromium.launch({
    executablePath: program.executable,
    headless: true,
    args: [...program.args],
    env: { ...definedEnvironment(), ...program.env },
  });
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

function installedBrowsers(): readonly string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return roots.flatMap((root) => (root ? programs.map((program) => path.join(root, program)) : []));
  }
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge'];
  return (process.env.PATH ?? '').split(':').flatMap((folder) => names.map((name) => path.join(folder, name)));
}

/**
 * `@sparticuz/chromium` unpacked into the cache, with its own libnss3 and fonts. The package unpacks into the folder
 * for temporary files and brings its libraries along only when it believes to run on AWS Lambda, so both are set for
 * the one process that unpacks.
 */
async function packagedBrowser(progress: Progress): Promise<BrowserProgram> {
  const entry = import.meta.resolve('@sparticuz/chromium');
  const manifest = new URL('../../package.json', entry);
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const directory = await cached(
    {
      name: `chromium-${version}`,
      needs: ['chromium', path.join('al2023', 'lib', 'libnss3.so'), 'fonts.conf'],
      build: async (staging) => {
        progress.report({ message: `browser: unpacking Chromium ${version} (once per machine) …` });
        const script = `import(${JSON.stringify(entry)}).then((chromium) => chromium.default.executablePath())`;
        await promisify(execFile)(process.execPath, ['--eval', script], {
          cwd: import.meta.dirname,
          env: { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
        });
        await writeFile(path.join(staging, 'fonts.conf'), fontSettings);
      },
    },
    progress,
  );
  return {
    executable: path.join(directory, 'chromium'),
    args: [...quietArgs, '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    env: {
      LD_LIBRARY_PATH: [path.join(directory, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: path.join(directory, 'fonts.conf') }),
    },
  };
}
