import * as vscode from 'vscode';

/** Requests that can be seen only beside a provider of the language's own. */
export const providerKinds = [
  'definition',
  'declaration',
  'implementation',
  'type-definition',
  'references',
  'rename',
] as const;
export type ProviderKind = (typeof providerKinds)[number];

/** Is told of a request, and answers nothing. */
type OnAsk = (document: vscode.TextDocument, position: vscode.Position) => void;

/**
 * Registers a provider that only listens. It has no answer, so those of the others stand as they are; without another
 * provider the editor would offer a command that finds nothing, so this is for languages that have one.
 */
export function registerShadow(kind: ProviderKind, selector: vscode.DocumentFilter, onAsk: OnAsk): vscode.Disposable {
  const listen = (document: vscode.TextDocument, position: vscode.Position): undefined => {
    onAsk(document, position);
  };
  switch (kind) {
    case 'definition':
      return vscode.languages.registerDefinitionProvider(selector, { provideDefinition: listen });
    case 'declaration':
      return vscode.languages.registerDeclarationProvider(selector, { provideDeclaration: listen });
    case 'implementation':
      return vscode.languages.registerImplementationProvider(selector, { provideImplementation: listen });
    case 'type-definition':
      return vscode.languages.registerTypeDefinitionProvider(selector, { provideTypeDefinition: listen });
    case 'references':
      return vscode.languages.registerReferenceProvider(selector, { provideReferences: listen });
    case 'rename':
      // Undefined, not an error: with an error the editor would refuse where the other provider cannot prepare.
      return vscode.languages.registerRenameProvider(selector, {
        prepareRename: listen as unknown as NonNullable<vscode.RenameProvider['prepareRename']>,
        provideRenameEdits: () => undefined,
      });
  }
}

/** Tells of every paste and copy of text in the recorded kinds of documents. Adds nothing to either. */
export function registerPasteShadow(
  onPaste: (document: vscode.TextDocument, ranges: readonly vscode.Range[], data: vscode.DataTransfer) => Promise<void>,
  onCopy: (document: vscode.TextDocument, ranges: readonly vscode.Range[], data: vscode.DataTransfer) => Promise<void>,
): vscode.Disposable {
  return vscode.languages.registerDocumentPasteEditProvider(
    [{ scheme: 'file' }, { scheme: 'untitled' }],
    {
      provideDocumentPasteEdits: async (document, ranges, data) => {
        await onPaste(document, ranges, data);
        return undefined;
      },
      prepareDocumentPaste: (document, ranges, data) => onCopy(document, ranges, data),
    },
    { providedPasteEditKinds: [], pasteMimeTypes: ['text/plain'], copyMimeTypes: [] },
  );
}
