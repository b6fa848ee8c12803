import { lineCounter } from '../syntax/parseErrorList.ts';
import { type CallArguments, callOf, misfit } from './callArguments.ts';
import type { Finding, Replacement } from './change.ts';
import type { ChangeView } from './changeView.ts';
import { lineText } from './lineText.ts';
import { type Parameter, type Signature, signatureOf } from './parameters.ts';
import { type SymbolPair, symbolChanges } from './symbolChanges.ts';
import { type SymbolSite, symbolSites } from './symbolSites.ts';

/** A symbol whose parameters the change altered so that a caller may have to follow. */
export interface SignatureChange {
  readonly pair: SymbolPair;
  readonly old: Signature;
  readonly now: Signature;
}

/** The functions, methods and constructors whose parameters are others than at base; types alone do not count. */
export function signatureChanges(change: ChangeView): Promise<SignatureChange[]> {
  return change.once(signatureChanges, async () => {
    const { pairs } = await symbolChanges(change);
    return pairs.flatMap((pair) => {
      if (!/^(function|method|constructor|class)$/.test(pair.old.kind)) return [];
      const old = signatureOf(pair.old);
      const now = signatureOf(pair.now);
      return old === null || now === null || spelled(old) === spelled(now) ? [] : [{ pair, old, now }];
    });
  });
}

/** Calls that do not fit the parameters that the change gave to a function. Only calls tied to it for certain are errors. */
export async function signatureFindings(change: ChangeView): Promise<Finding[]> {
  const findings: Finding[] = [];
  // One after the other: the symbol index reads files for one question at a time.
  for (const each of await signatureChanges(change)) findings.push(...(await callsOf(change, each)));
  return findings;
}

async function callsOf(change: ChangeView, changed: SignatureChange): Promise<Finding[]> {
  const { pair } = changed;
  const findings: Finding[] = [];
  const sites = await symbolSites(change.head, pair.now);
  const alone = sites.some(({ tie }) => tie === 'name') && (await isAlone(change, pair));
  for (const site of sites) {
    const call = callOf(site.node);
    if (call === undefined || (site.tie === 'name' && !alone)) continue;
    if (pair.now.kind === 'constructor' && !isConstruction(call)) continue;
    const passed = asBound(call, site, changed);
    const before = (await change.base.text(site.path)) ?? '';
    const wasThere = before.includes(call.call.text);
    const problem = problemOf(passed, changed, wasThere);
    if (problem !== null) findings.push(await findingOf(change, changed, site, call, problem));
  }
  return findings;
}

/** What is wrong with a call; null when it fits, and when it did not fit before either. */
function problemOf(passed: CallArguments, { old, now }: SignatureChange, wasThere: boolean): string | null {
  const problems = now.ways.map((way) => misfit(passed, way));
  if (problems.every((problem) => problem !== null)) {
    const fitted = old.ways.some((way) => misfit(passed, way) === null);
    return fitted || !wasThere ? (problems[0] ?? null) : null;
  }
  const [was] = old.ways;
  const [is] = now.ways;
  if (!wasThere || passed.spreads || old.ways.length > 1 || now.ways.length > 1 || !was || !is) return null;
  return shifted(passed, was, is);
}

/** Whether an argument that stands where it stood now goes to another parameter. */
function shifted(passed: CallArguments, was: readonly Parameter[], is: readonly Parameter[]): string | null {
  for (const [at, { text }] of passed.positional.entries()) {
    const parameter = was[at];
    const other = is[at];
    if (parameter === undefined || parameter.name === '' || other?.name === parameter.name || other === undefined)
      continue;
    const place = is.findIndex(({ name }) => name === parameter.name);
    if (place < 0 || passed.positional[place]?.text === text || parameter.rest !== null) continue;
    return `passes ${clipped(text)} for ${other.name || 'another parameter'}, and it was ${parameter.name}`;
  }
  return null;
}

async function findingOf(
  change: ChangeView,
  { pair, old, now }: SignatureChange,
  { path, node, tie }: SymbolSite,
  call: CallArguments,
  problem: string,
): Promise<Finding> {
  const text = (await change.head.text(path)) ?? '';
  const line = lineCounter(text)(node.start);
  const [declared] = pair.now.declarations;
  const place = `${pair.now.path}:${lineCounter(declared.node.tree.text)(declared.nameStart)}`;
  const language = declared.node.tree.language;
  const lenient = language === 'javascript';
  const name = pair.now.kind === 'constructor' ? node.text : pair.now.name;
  const fix = renamedKeyword(path, call, old, now);
  return {
    check: 'signature',
    severity: tie === 'certain' && !lenient ? 'error' : 'warning',
    path,
    line,
    symbol: name,
    message: `This call of ${name} ${problem}; make it fit ${name}(${shown(now)}).`,
    evidence: {
      text: lineText(text, line),
      old: `${name}(${shown(old)})`,
      new: `${name}(${shown(now)})`,
      declared: place,
      why:
        tie === 'name'
          ? 'a method of that name is declared once in the repository, and the type of the object is not known'
          : lenient
            ? 'JavaScript passes undefined for what is missing, so that it may be meant'
            : 'the call was tied to the declaration, and the parameters are others than at base',
    },
    ...(fix === null ? {} : { fix: [fix] }),
  };
}

/** A keyword argument whose parameter has another name at the same place now. */
function renamedKeyword(path: string, { keywords }: CallArguments, old: Signature, now: Signature): Replacement | null {
  const [was, is] = [old.ways[0] ?? [], now.ways[0] ?? []];
  for (const { name, node } of keywords) {
    const at = was.findIndex((parameter) => parameter.name === name);
    const renamed = is[at]?.name;
    if (at < 0 || !renamed || was.length !== is.length || is.some((parameter) => parameter.name === name)) continue;
    if (was.some((parameter) => parameter.name === renamed)) continue;
    return { path, start: node.start, end: node.start + name.length, text: renamed };
  }
  return null;
}

/** Whether head declares no other function of the name, so that a call by name can hardly mean another one. */
async function isAlone(change: ChangeView, { now }: SymbolPair): Promise<boolean> {
  if (now.name.length < 4) return false;
  const owners = await change.declarersOf(now.name);
  return owners.size === 1;
}

/** In Python, `C.method(object, …)` passes the object itself. */
function asBound(call: CallArguments, site: SymbolSite, { pair, now }: SignatureChange): CallArguments {
  const owner = pair.now.owner.slice(pair.now.owner.lastIndexOf('.') + 1);
  const receiver = site.node.parent?.child('object')?.text;
  const direct = now.bound && pair.now.kind === 'method' && receiver === owner && site.node.tree.language === 'python';
  return direct ? { ...call, positional: call.positional.slice(1) } : call;
}

function isConstruction({ call }: CallArguments): boolean {
  return /^(new_expression|object_creation_expression|call)$/.test(call.type);
}

function spelled({ ways, bound }: Signature): string {
  return JSON.stringify([ways.map((way) => way.map((parameter) => ({ ...parameter, type: '' }))), bound]);
}

function shown({ ways }: Signature): string {
  return (ways[0] ?? [])
    .map(
      ({ name, rest, optional }) =>
        `${rest === null ? '' : rest === 'list' ? '...' : '**'}${name || '_'}${optional && rest === null ? '?' : ''}`,
    )
    .join(', ');
}

function clipped(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 30 ? `${line.slice(0, 29).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
