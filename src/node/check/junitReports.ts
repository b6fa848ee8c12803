import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestResult, type TestRun, testRun } from '../../core/check/testDelta/testRun.ts';

const PLACES = /(^|\/)(junit[\w.-]*|test-?results?[\w.-]*|TEST-[\w.$-]+|results|report)\.xml$/i;
const SKIPPED = /^(node_modules|\.git|vendor|\.venv|venv)$/;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The JUnit reports that a run left in a folder: files called so by habit (`junit.xml`, `TEST-*.xml`, …), or the one
 * that is named. Files older than the run are not its reports. Null: there is none.
 * @param since in ms since the epoch
 */
export async function junitReports(folder: string, since: number, named?: string): Promise<TestRun | null> {
  const files = named === undefined ? reportFiles(folder, '', 0) : [named];
  const runs = await Promise.all(
    files.map(async (file) => {
      const place = path.join(folder, file);
      const stat = lstatSync(place, { throwIfNoEntry: false });
      if (stat === undefined || !stat.isFile() || stat.size > MAX_BYTES || stat.mtimeMs < since - 2000) return null;
      return junitRun(readFileSync(place, 'utf8'));
    }),
  );
  const results = runs.flatMap((run) => run?.tests ?? []);
  return results.length === 0 ? null : testRun('junit', results);
}

/** A JUnit report as a run; null: the text is none. Entities of a document type are not expanded. */
export async function junitRun(text: string): Promise<TestRun | null> {
  if (!/<testsuites?[\s>]/.test(text)) return null;
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseAttributeValue: false,
    parseTagValue: false,
    processEntities: !/<!DOCTYPE/i.test(text),
    isArray: (name: string) => /^(testsuites?|testcase)$/.test(name),
  });
  let document: unknown;
  try {
    document = parser.parse(text);
  } catch {
    return null;
  }
  const results: TestResult[] = [];
  collect(document, results);
  return testRun('junit', results);
}

function collect(node: unknown, into: TestResult[]): void {
  if (Array.isArray(node)) for (const each of node) collect(each, into);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  const { testcase, testsuite, testsuites } = node as Record<string, unknown>;
  for (const each of Array.isArray(testcase) ? testcase : []) {
    const fields = each as Record<string, unknown>;
    const [file, owner, name] = ['@file', '@classname', '@name'].map((key) => String(fields[key] ?? '').trim());
    const failed = 'failure' in fields || 'error' in fields;
    const id = [file, owner === file ? '' : owner, name].filter(Boolean).join(' > ');
    if (id !== '') into.push({ id, outcome: failed ? 'failed' : 'skipped' in fields ? 'skipped' : 'passed' });
  }
  collect(testsuites, into);
  collect(testsuite, into);
}

function reportFiles(root: string, below: string, depth: number): string[] {
  if (depth > 6) return [];
  return readdirSync(path.join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.test(entry.name) ? [] : reportFiles(root, name, depth + 1);
    return entry.isFile() && PLACES.test(name) ? [name] : [];
  });
}
