import { families } from './family.ts';
import type { Evidence, FamilyField, FamilyFormat } from './familyFormat.ts';
import type { ContextForm, FimLayout, Piece } from './fimLayout.ts';
import { fimModes } from './renderFim.ts';

/** docs/samples/families.md: the table of the model families, from the data. */
export function familiesPage(): string {
  return [
    '# Model families',
    '',
    'The exact strings that `build` and `render` write, made from `src/core/render/families` by `npm run schemas`. P is the prefix, S the suffix, M the middle, R the repository, F a path; a line end is `⏎`. Nothing else is added: no space, no line end. The end token follows the middle and is trained; what the tokenizer puts in front by itself is not part of the text.',
    '',
    '`spm-1` is suffix sentinel, suffix, prefix sentinel, prefix (Bavarian et al. 2022); `spm-2` is prefix sentinel, suffix sentinel, suffix, middle sentinel, prefix (BigCode). Both go by the name SPM.',
    '',
    '| family | order | prompt | end | in front | verified |',
    '|---|---|---|---|---|---|',
    ...families.flatMap(orderRows),
    '',
    '## Other files and the repository',
    '',
    '| family | in front of the prompt | verified |',
    '|---|---|---|',
    ...families.flatMap(contextRow),
    '',
    '## Generation is cut at',
    '',
    '| family | strings |',
    '|---|---|',
    ...families.map(({ id, stops }) => row([id, stops.map(code).join(' ') || 'nothing is known'])),
    '',
    '## Where it was read',
    '',
    '| family | part | verified | source |',
    '|---|---|---|---|',
    ...families.flatMap(evidenceRows),
    '',
  ].join('\n');
}

function orderRows(family: FamilyFormat): string[] {
  const { id, fim, end, bos, evidence } = family;
  return fimModes(family).flatMap((mode) => {
    const layout = fim?.[mode];
    if (layout === undefined) return [];
    const sure = evidence[mode]?.verified === true && (end === null || evidence.end?.verified === true);
    return [
      row([
        id,
        layout.variant,
        promptOf(layout),
        end === null ? 'not known' : code(end),
        bos ? code(bos) : '',
        yesOrNo(sure),
      ]),
    ];
  });
}

const promptOf = ({ pieces }: FimLayout) => code(pieces.map(written).join(''));

function contextRow({ id, fim, evidence }: FamilyFormat): string[] {
  if (fim?.context === undefined) return [];
  return [row([id, contextOf(fim.context), yesOrNo(evidence.context?.verified === true)])];
}

function contextOf({ repo = [], file, end = [], header = [] }: ContextForm): string {
  const pieces = [repo, file, end, header].map((part) => part.map(written).join(''));
  const [first = '', each = '', last = '', inside = ''] = pieces;
  return [
    first === '' ? '' : `once ${code(first)}`,
    `each file ${code(each)}`,
    last === '' ? '' : `then ${code(last)}`,
    inside === '' ? '' : `and ${code(inside)} before P`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function evidenceRows({ id, evidence }: FamilyFormat): string[] {
  return Object.entries(evidence).map(([field, { verified, source, why }]: [string, Evidence]) =>
    row([id, partNames[field as FamilyField], yesOrNo(verified), why === undefined ? source : `${source}: ${why}`]),
  );
}

const partNames: Readonly<Record<FamilyField, string>> = {
  psm: 'prefix first',
  spm: 'suffix first',
  context: 'other files',
  end: 'end',
  bos: 'in front',
  chat: 'conversations',
};

function written(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  return {
    context: '',
    header: '',
    prefix: 'P',
    suffix: 'S',
    path: 'F',
    text: 'TEXT',
    repo: 'R',
    language: 'LANGUAGE',
  }[piece.slot];
}

const yesOrNo = (value: boolean) => (value ? 'yes' : 'no');
const code = (text: string) => `\`${text.replaceAll('\n', '⏎')}\``;
const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
