/** Imports point down only: core <- node <- { cli, extension }, core <- webview. No cycles, of types or values. */
const only = (from, allowed, comment) => ({
  name: `layers-${from}`,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: allowed.map((folder) => `^src/${folder}/`) },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('core', ['core'], 'core is pure'),
    only('node', ['core', 'node'], 'node knows core alone'),
    only('cli', ['core', 'node', 'cli'], 'the command line stands on core and node'),
    only('extension', ['core', 'node', 'extension'], 'the extension stands on core and node'),
    only('webview', ['core', 'webview'], 'pages know core alone'),
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'No Node, no editor, no DOM library in core.',
      from: { path: '^src/core/' },
      to: { pathNot: ['^src/core/', '^node_modules/(zod|fast-myers-diff)/'] },
    },
    {
      name: 'vscode-in-the-extension-alone',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/extension/' },
      to: { path: '^(vscode|node_modules/@types/vscode)' },
    },
    {
      name: 'features-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/extension/([^/]+)/' },
      to: { path: '^src/extension/[^/]+/', pathNot: '^src/extension/($1|host)/' },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
