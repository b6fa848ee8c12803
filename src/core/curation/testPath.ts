const folder = /(^|\/)(tests?|__tests__|spec|specs|testing|test-fixtures|fixtures|testdata)\//i;
const name =
  /(^|\/)(test_[^/]*\.py|[^/]*(?:[._-](?:test|tests|spec)|_test)\.[a-z]+|[^/]*(?:Tests?|Spec)\.(?:java|kt|cs|scala|swift|php))$/;

/** Whether a path is one of tests, by the names of folders and files that test runners go by. */
export function isTestPath(path: string): boolean {
  return folder.test(path) || name.test(path);
}
