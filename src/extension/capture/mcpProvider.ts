import * as vscode from 'vscode';
import type { WorkspaceStorage } from '../host/storage.ts';

interface Parts {
  readonly storage: WorkspaceStorage;
  readonly extensionUri: vscode.Uri;
  readonly version: string;
}

/** As package.json contributes it. */
const PROVIDER = 'tracewright.memory';

/** Offers the recorded past of this workspace to the editor's agents, as an MCP server that the editor starts and stops. */
export function offerMemory(parts: Parts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tracewright.storageFolder')) changed.fire();
    }),
    vscode.lm.registerMcpServerDefinitionProvider(PROVIDER, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => memoryServers(parts),
    }),
  );
}

/** The server of this workspace: none without a folder on disk that is trusted. */
export function memoryServers({ storage, extensionUri, version }: Parts): vscode.McpStdioServerDefinition[] {
  const root = storage.roots()[0];
  if (root === undefined || !vscode.workspace.isTrusted) return [];
  const cli = vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath;
  const server = new vscode.McpStdioServerDefinition(
    vscode.l10n.t('Tracewright memory'),
    process.execPath,
    [cli, 'mcp', '--dir', root.path, '--storage', storage.folder()],
    { ELECTRON_RUN_AS_NODE: '1' },
    version,
  );
  server.cwd = vscode.Uri.file(root.path);
  return [server];
}
