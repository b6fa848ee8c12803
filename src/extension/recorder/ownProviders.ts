import * as vscode from 'vscode';
import { type ProviderKind, providerKinds } from './shadowProviders.ts';

const commands: Readonly<Record<Exclude<ProviderKind, 'rename'>, string>> = {
  definition: 'vscode.executeDefinitionProvider',
  declaration: 'vscode.executeDeclarationProvider',
  implementation: 'vscode.executeImplementationProvider',
  'type-definition': 'vscode.executeTypeDefinitionProvider',
  references: 'vscode.executeReferenceProvider',
};

/** After so many places without an answer a language counts as having no such provider. */
const MOST_PLACES = 12;
/** Lines in which a place without a word is looked for. */
const LINES_LOOKED_AT = 200;

interface Options {
  /** A language has a provider of its own. Called once for each. */
  readonly found: (kind: ProviderKind, language: string, scheme: string) => void;
  readonly isRecording: () => boolean;
}

interface Known {
  places: number;
  readonly kinds: Set<ProviderKind>;
}

/**
 * Finds out which providers a language has, because no interface lists them: asks for what stands under a resting
 * cursor, one question after another, until each kind has answered once or was asked often enough.
 */
export class OwnProviders {
  readonly #options: Options;
  readonly #known = new Map<string, Known>();
  #asking: { readonly uri: string; readonly position: vscode.Position } | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The cursor rests here. Never rejects. */
  async look(document: vscode.TextDocument, position: vscode.Position): Promise<void> {
    const key = `${document.languageId} ${document.uri.scheme}`;
    const known = this.#known.get(key) ?? { places: 0, kinds: new Set() };
    this.#known.set(key, known);
    if (this.#asking !== undefined || known.places >= MOST_PLACES || known.kinds.size === providerKinds.length) return;
    if (document.getWordRangeAtPosition(position) === undefined) return;
    known.places++;
    this.#asking = { uri: document.uri.toString(), position };
    try {
      await this.#askAll(known, document, position);
    } finally {
      this.#asking = undefined;
    }
  }

  /** This question is ours, not the person's. */
  isAsking({ uri }: vscode.TextDocument, position: vscode.Position): boolean {
    return this.#asking?.uri === uri.toString() && this.#asking.position.isEqual(position);
  }

  async #askAll({ kinds }: Known, document: vscode.TextDocument, position: vscode.Position): Promise<void> {
    let here: Answer = { found: false, isLocal: false };
    for (const kind of providerKinds) {
      // The definition is asked every time: only where one is known the others are sure to have a symbol to look for.
      const isNeeded = kind === 'definition' || kind === 'rename' || here.found;
      // A search for references is only cheap where the name does not leave its file.
      if (!isNeeded || (kind !== 'definition' && kinds.has(kind)) || (kind === 'references' && !here.isLocal)) continue;
      if (document.isClosed || !this.#options.isRecording()) return;
      const answer = await hasProvider(kind, document, position);
      if (kind === 'definition') here = answer;
      if (!answer.found || kinds.has(kind)) continue;
      kinds.add(kind);
      this.#options.found(kind, document.languageId, document.uri.scheme);
    }
  }
}

interface Answer {
  readonly found: boolean;
  /** What was found stands in the document itself, and only there. */
  readonly isLocal: boolean;
}

async function hasProvider(
  kind: ProviderKind,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<Answer> {
  const no = { found: false, isLocal: false };
  if (kind === 'rename') return { ...no, found: await hasRename(document) };
  try {
    const places = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[]>(
      commands[kind],
      document.uri,
      position,
    );
    const uris = (places ?? []).map((place) => ('uri' in place ? place.uri : place.targetUri).toString());
    return { found: uris.length > 0, isLocal: uris.length > 0 && uris.every((uri) => uri === document.uri.toString()) };
  } catch {
    return no;
  }
}

/**
 * Where no word stands a rename is refused by every provider, and is an empty edit without one. Nothing is computed and
 * nothing is changed.
 */
async function hasRename(document: vscode.TextDocument): Promise<boolean> {
  const position = placeWithoutWord(document);
  if (position === undefined) return false;
  try {
    await vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, position, 'renamed');
    return false;
  } catch {
    return true;
  }
}

function placeWithoutWord(document: vscode.TextDocument): vscode.Position | undefined {
  for (let line = 0; line < Math.min(document.lineCount, LINES_LOOKED_AT); line++) {
    const { end } = document.lineAt(line).range;
    if (document.getWordRangeAtPosition(end) === undefined) return end;
  }
  return undefined;
}
