import { parseErrors } from '../syntax/parseErrorList.ts';
import type { SyntaxTree } from '../syntax/syntaxTree.ts';
import { bindScopes } from './bindScopes.ts';
import { type Declaration, type FileFacts, REF, referenceKinds, type ValueUse, valueSources } from './facts.ts';
import { type DeclarationDraft, type FactRules, FactsDraft, type PickedMember } from './factsDraft.ts';
import { goRules } from './goFacts.ts';
import { javaRules } from './javaFacts.ts';
import { pythonRules } from './pythonFacts.ts';
import { rustRules } from './rustFacts.ts';
import { scriptRules } from './scriptFacts.ts';

const RULES: Readonly<Record<string, FactRules>> = {
  typescript: scriptRules,
  tsx: scriptRules,
  javascript: scriptRules,
  python: pythonRules,
  go: goRules,
  java: javaRules,
  rust: rustRules,
};

/** Whether facts can be read from files of a language, by `Language.id`. */
export function hasFacts(language: string): boolean {
  return language in RULES;
}

/**
 * What a file declares, uses, takes and gives, with every name bound that a scope of the file binds. One pass over the
 * tree in document order; the queries of the grammar are not needed. Undefined for languages without rules.
 */
export function fileFacts(tree: SyntaxTree, language = tree.language): FileFacts | undefined {
  const rules = RULES[language];
  if (rules === undefined) return undefined;
  const draft = new FactsDraft(tree);
  const handlers: ((draft: FactsDraft, node: number) => void)[] = [];
  const { type } = tree.columns;
  const size = tree.size;
  draft.open(0, 'file');
  for (let node = 0; node < size; node++) {
    draft.closeBefore(node);
    if (node < draft.muted) continue;
    const number = type[node] as number;
    handlers[number] ??= handlerOf(tree, number, rules);
    handlers[number](draft, node);
  }
  const references = finishReferences(draft, rules);
  const declarations = draft.declarations.map((each) => finished(draft, rules, each));
  for (const [scope, type] of draft.implOf) {
    const of = headOf(draft, rules, type);
    if (of >= 0) Object.assign(draft.scopes[scope] ?? {}, { of });
  }
  bindScopes(draft, declarations, references, rules);
  return {
    language,
    module: draft.module,
    names: draft.names,
    texts: draft.texts,
    scopes: draft.scopes,
    declarations,
    references,
    keywords: draft.keywords,
    taken: draft.taken,
    imports: draft.imports,
    exports: draft.exports,
    stars: draft.stars,
    impls: draft.implNodes.flatMap(([type, base]) => {
      const pair = [headOf(draft, rules, type), headOf(draft, rules, base)] as const;
      return pair[0] < 0 || pair[1] < 0 ? [] : [pair];
    }),
    errors: tree.hasError ? parseErrors(tree) : [],
  };
}

function handlerOf(tree: SyntaxTree, number: number, rules: FactRules): (draft: FactsDraft, node: number) => void {
  const type = tree.table.types[number];
  const name = type?.named ? type.name : '';
  return (Object.hasOwn(rules.enter, name) ? rules.enter[name] : undefined) ?? nothing;
}

function nothing(): void {}

function finishReferences(draft: FactsDraft, rules: FactRules): Int32Array {
  const { refs } = draft;
  for (const { callee, count, keywords } of draft.calls) {
    const ref = draft.refOf(callee);
    if (ref < 0) continue;
    refs[ref * REF.width + REF.kind] = referenceKinds.indexOf('call');
    refs[ref * REF.width + REF.args] = count;
    if (keywords.length > 0) draft.keywords.set(ref, keywords);
  }
  for (const member of draft.pickedMembers) {
    const value = wholeOf(draft, rules, member);
    refs[member.ref * REF.width + REF.from] = valueSources.indexOf(value.from === 'none' ? 'unknown' : value.from);
    refs[member.ref * REF.width + REF.receiver] = value.ref;
  }
  return Int32Array.from(refs);
}

/** What a member is picked from. */
function wholeOf(
  draft: FactsDraft,
  rules: FactRules,
  { typeNode, valueNode, valueRef, picked = '' }: PickedMember,
): ValueUse {
  const type = typeNode < 0 ? undefined : rules.typeUse(draft, typeNode);
  const fits = picked === '' ? type?.wrap === 'plain' : type?.wrap === 'list';
  if (fits && type?.refs.length === 1) return { from: 'typed', ref: type.refs[0] as number };
  if (valueRef >= 0) return { from: 'value', ref: valueRef };
  return valueNode < 0 ? { from: 'unknown', ref: -1 } : pickedValue(rules.valueUse(draft, valueNode), picked);
}

function headOf(draft: FactsDraft, rules: FactRules, node: number): number {
  return rules.typeUse(draft, node)?.refs[0] ?? -1;
}

function finished(draft: FactsDraft, rules: FactRules, each: DeclarationDraft): Declaration {
  const { typeNode, valueNode, baseNodes, ofNode, picked, valueRef, ...plain } = each;
  const type = typeNode < 0 ? undefined : rules.typeUse(draft, typeNode);
  const value =
    type !== undefined
      ? undefined
      : valueRef >= 0
        ? { from: 'value' as const, ref: valueRef }
        : valueNode < 0
          ? undefined
          : rules.valueUse(draft, valueNode);
  const bases = baseNodes.flatMap((node) => rules.typeUse(draft, node)?.refs ?? []);
  const of = ofNode < 0 ? -1 : headOf(draft, rules, ofNode);
  return {
    ...plain,
    ...(type !== undefined && picked === '' && { type }),
    ...(type !== undefined &&
      picked === 'element' &&
      type.wrap !== 'plain' && { type: { ...type, wrap: 'plain' as const } }),
    ...(value !== undefined && value.from !== 'none' && { value: pickedValue(value, picked) }),
    ...(bases.length > 0 && { bases }),
    ...(of >= 0 && { of }),
  };
}

function pickedValue(value: ValueUse, picked: string): ValueUse {
  if (picked !== 'element') return value;
  if (value.from === 'value') return { from: 'element', ref: value.ref };
  if (value.from === 'call') return { from: 'element-of-call', ref: value.ref };
  return { from: 'unknown', ref: -1 };
}
