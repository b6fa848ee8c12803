import { TracewrightError } from '../errors.ts';
import type { Provenance, Span, SpanKind } from '../sample/sample.ts';
import { type Family, familyById } from './family.ts';
import type { FimFormat, FimLayout, Piece, Slot } from './fimLayout.ts';
import { type FimWarning, fimWarnings } from './fimWarnings.ts';
import { escapeSentinels, forgedSentinel, refuseForgery } from './forgery.ts';
import { SpanText } from './spanText.ts';

export type FimMode = 'psm' | 'spm';

/** `escape` puts a zero-width space into each, so that it is text again (see forgery.ts); `refuse` throws. */
export type SentinelPolicy = 'refuse' | 'escape';

export interface ContextFile {
  readonly path: string;
  readonly text: string;
  readonly from?: Provenance;
}

export interface FimRequest {
  /** A family's id (see family.ts). */
  readonly family: string;
  readonly prefix: string;
  readonly suffix: string;
  /** Present: a training text, with the middle and the family's end token. Absent: a prompt. */
  readonly middle?: string;
  readonly mode: FimMode;
  /** Instead of the family's own form for the mode. */
  readonly layout?: FimLayout;
  /** Other files, in the order in which they are to stand in front. */
  readonly context?: readonly ContextFile[];
  readonly repo?: string;
  /** The current file's path, for forms that name it. */
  readonly path?: string;
  /** The current file's language, for forms that name it. */
  readonly language?: string;
  /** What becomes of control strings in somebody's text. Default: refuse. */
  readonly sentinels?: SentinelPolicy;
  readonly from?: { readonly prefix?: Provenance; readonly suffix?: Provenance; readonly middle?: Provenance };
}

export interface RenderedFim {
  readonly text: string;
  /** Cover all of `text`, in order. Only the middle and the end token are trained. */
  readonly spans: readonly Span[];
  /** Strings that generation is cut at. */
  readonly stop: readonly string[];
  readonly mode: FimMode;
  readonly variant: FimLayout['variant'];
  /** Control strings in somebody's text that were escaped. */
  readonly escaped: number;
  /** What is not known for sure of the strings used, and what tokenizers may stumble over. */
  readonly warnings: readonly FimWarning[];
}

/**
 * One fill-in-the-middle text in a family's exact format.
 * @throws TracewrightError when the family cannot say what is asked (`mode-not-expressible`,
 * `context-not-expressible`, `no-end-token`, `path-needed`, `name-not-one-line`), or when somebody's text would be read
 * as a control token (`sentinel-forgery`), or hide one (`cr-after-sentinel`).
 */
export function renderFim(asked: FimRequest): RenderedFim {
  const family = familyById(asked.family);
  const { request, escaped } =
    asked.sentinels === 'escape' ? escapedRequest(family, asked) : { request: asked, escaped: 0 };
  const format = fimFormat(family);
  const layout = request.layout ?? format[request.mode];
  if (layout === undefined) {
    const other = request.mode === 'psm' ? 'spm' : 'psm';
    throw cannot('mode-not-expressible', `${family.id} has no documented ${request.mode} form`, `use ${other}`);
  }
  refuseContext(family, format, layout, request);
  refuseForgeries(family, request);
  refuseBrokenNames(request);
  if (format.refusesCarriageReturnAfterSentinel && followsSentinelWithCarriageReturn(request)) {
    throw cannot(
      'cr-after-sentinel',
      `${family.id} does not recognise a sentinel that is directly followed by a carriage return`,
      'convert the text to \\n line ends, or cut elsewhere',
    );
  }

  const out = new SpanText();
  for (const piece of layout.pieces) addPiece(out, piece, request, format);
  if (request.middle !== undefined) {
    if (family.end === null) {
      throw cannot('no-end-token', `${family.id} has no documented end token to train`, 'make prompts only');
    }
    out.add('middle', request.middle, 1, request.from?.middle).add('stop', family.end, 1);
  }
  const { text, spans } = out.finish();
  refuseForgeryAcross(family, text, spans);
  const warnings = fimWarnings(family, request, text, spans);
  return { text, spans, stop: family.stops, mode: request.mode, variant: layout.variant, escaped, warnings };
}

/** The modes that a family can express, prefix first. */
export function fimModes(family: Family): readonly FimMode[] {
  return (['psm', 'spm'] as const).filter((mode) => family.fim?.[mode] !== undefined);
}

function fimFormat(family: Family): FimFormat {
  if (family.fim !== undefined) return family.fim;
  throw cannot('mode-not-expressible', `${family.id} has no fill-in-the-middle form`, 'use another family');
}

function refuseContext(family: Family, format: FimFormat, layout: FimLayout, request: FimRequest): void {
  const hasFiles = (request.context?.length ?? 0) > 0;
  const hasPlace = layout.pieces.some((piece) => typeof piece !== 'string' && piece.slot === 'context');
  if (hasFiles && (format.context === undefined || !hasPlace)) {
    throw cannot('context-not-expressible', `${family.id} has no form for other files`, 'leave the context out');
  }
  if (request.repo !== undefined && format.context?.repo === undefined) {
    throw cannot('context-not-expressible', `${family.id} has no place for a repository name`, 'leave it out');
  }
}

function refuseForgeries(family: Family, request: FimRequest): void {
  const { prefix, suffix, middle, repo, path, language } = request;
  for (const [part, text] of Object.entries({ prefix, suffix, middle, repo, path, language })) {
    if (text !== undefined) refuseForgery(family, part, text);
  }
  for (const file of request.context ?? []) {
    refuseForgery(family, 'context path', file.path);
    refuseForgery(family, `context file ${file.path}`, file.text);
  }
}

/** Parts that are clean by themselves may make a control string where they meet. */
function refuseForgeryAcross(family: Family, text: string, spans: readonly Span[]): void {
  for (const [at, span] of spans.entries()) {
    const next = spans[at + 1];
    if (next === undefined || isLiteral(span) || isLiteral(next)) continue;
    const left = Math.max(span.start, span.end - LONGEST_CONTROL);
    const forged = forgedSentinel(family, text.slice(left, Math.min(next.end, span.end + LONGEST_CONTROL)));
    if (forged === null) continue;
    throw new TracewrightError(
      'sentinel-forgery',
      `where ${span.kind} and ${next.kind} meet they make ${family.id}'s control string ${forged.token}`,
      { remedy: 'cut elsewhere, or leave this text out' },
    );
  }
}

const LONGEST_CONTROL = 64;
const isLiteral = ({ kind }: Span) => kind === 'sentinel' || kind === 'stop';

/** A line end in a name would end the header that it stands in. */
function refuseBrokenNames({ path, repo, language, context = [] }: FimRequest): void {
  for (const name of [path, repo, language, ...context.map((file) => file.path)]) {
    if (name === undefined || !/[\r\n]/.test(name)) continue;
    throw cannot('name-not-one-line', `the name ${JSON.stringify(name)} has a line end`, 'give it without');
  }
}

function escapedRequest(family: Family, request: FimRequest): { request: FimRequest; escaped: number } {
  let escaped = 0;
  const clean = (text: string) => {
    const made = escapeSentinels(family, text);
    escaped += made.count;
    return made.text;
  };
  const { prefix, suffix, middle, path, repo, language, context = [] } = request;
  return {
    request: {
      ...request,
      prefix: clean(prefix),
      suffix: clean(suffix),
      ...(middle === undefined ? {} : { middle: clean(middle) }),
      ...(path === undefined ? {} : { path: clean(path) }),
      ...(repo === undefined ? {} : { repo: clean(repo) }),
      ...(language === undefined ? {} : { language: clean(language) }),
      context: context.map((file) => ({ ...file, path: clean(file.path), text: clean(file.text) })),
    },
    escaped,
  };
}

function followsSentinelWithCarriageReturn({ prefix, suffix, middle, mode }: FimRequest): boolean {
  const afterMid = mode === 'spm' && prefix !== '' ? prefix : (middle ?? '');
  return prefix.startsWith('\r') || suffix.startsWith('\r') || afterMid.startsWith('\r');
}

function addPiece(out: SpanText, piece: Piece, request: FimRequest, format: FimFormat): void {
  if (typeof piece === 'string') {
    out.add('sentinel', piece, 0);
    return;
  }
  switch (piece.slot) {
    case 'prefix':
    case 'suffix':
      out.add(piece.slot, request[piece.slot], 0, request.from?.[piece.slot]);
      return;
    case 'context':
      if (usesContext(request)) addContext(out, request, format);
      return;
    case 'header':
      if (usesContext(request)) addNamed(out, format.context?.header ?? [], request);
      return;
    default:
      addNamed(out, [piece], request);
  }
}

const usesContext = (request: FimRequest) => (request.context?.length ?? 0) > 0 || request.repo !== undefined;

function addContext(out: SpanText, request: FimRequest, format: FimFormat): void {
  const form = format.context;
  if (form === undefined) return;
  if (request.repo !== undefined) addNamed(out, form.repo ?? [], request);
  for (const file of request.context ?? []) addNamed(out, form.file, { ...request, path: file.path }, file);
  addNamed(out, form.end ?? [], request);
}

/** Literals, names and one file's text. */
function addNamed(out: SpanText, pieces: readonly Piece[], request: FimRequest, file?: ContextFile): void {
  for (const piece of pieces) {
    if (typeof piece === 'string') out.add('sentinel', piece, 0);
    else if (piece.slot === 'text') out.add('context', file?.text ?? '', 0, file?.from);
    else out.add(nameKind, nameOf(piece, request), 0);
  }
}

const nameKind: SpanKind = 'markup';

function nameOf(piece: Slot, request: FimRequest): string {
  const name =
    piece.slot === 'path' ? request.path : piece.slot === 'repo' ? request.repo : (request.language ?? 'text');
  if (name !== undefined && name !== '') return name;
  throw cannot('path-needed', `${request.family}'s form names the current file`, 'give its path');
}

function cannot(code: string, what: string, remedy: string): TracewrightError {
  return new TracewrightError(code, what, { kind: 'usage', remedy });
}
