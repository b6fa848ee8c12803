/** Every string of the pages, in English. `{0}` is replaced by the first argument. The editor may replace any of them. */
export const english = {
  'timeline.title': 'Timeline',
  'timeline.list': 'Operations of the session',
  'timeline.search': 'Search operations',
  'timeline.searchHint': 'Title, file, note or output',
  'timeline.kinds': 'Kinds',
  'timeline.actors': 'Who did it',
  'timeline.clear': 'Clear filters',
  'timeline.count': '{0} of {1}',
  'timeline.live': 'Recording',
  'timeline.paused': 'Paused',
  'timeline.waiting': 'Waiting for the session…',
  'timeline.empty': 'Nothing has been recorded yet.',
  'timeline.emptyHint': 'Edits, file operations, commands and notes appear here as they happen.',
  'timeline.noMatch': 'No operation matches the filter.',
  'timeline.choose': 'Select an operation to see what it changed.',
  'timeline.updated': '{0} operations. Latest: {1}',
  'timeline.goal': 'Goal',
  'operation.details': 'Details of the operation',
  'operation.why': 'Why',
  'operation.evidence': 'What the inference rests on',
  'operation.output': 'Output',
  'operation.outputCut': 'The first {0} characters are not shown.',
  'operation.events.one': '{0} event',
  'operation.events.other': '{0} events',
  'operation.files.one': '{0} file',
  'operation.files.other': '{0} files',
  'operation.confidence': 'confidence {0}',
  'operation.confidenceHint': 'How sure the inference is: {0}',
  'operation.actorHint': 'Who did it, as far as the evidence tells: {0}',
  'operation.took': 'took {0}',
  'operation.at': 'at {0}',
  'operation.noChange': 'This operation changed no file.',
  'operation.loading': 'Reading what changed…',
  'operation.filesChanged': 'Files changed',
  'operation.notes.one': '{0} note',
  'operation.notes.other': '{0} notes',
  'diff.unified': 'Unified',
  'diff.split': 'Side by side',
  'diff.layout': 'Layout of the diff',
  'diff.wrap': 'Wrap lines',
  'diff.open': 'Open in editor',
  'diff.openFile': 'Open {0} in the editor',
  'diff.created': 'created',
  'diff.deleted': 'deleted',
  'diff.moved': 'moved',
  'diff.changed': 'changed',
  'diff.same': 'same content',
  'diff.sameContent': 'The content did not change.',
  'diff.emptyFile': 'The file is empty.',
  'diff.fold.one': '{0} unchanged line',
  'diff.fold.other': '{0} unchanged lines',
  'diff.expandUp': 'Show the next {0} lines',
  'diff.expandDown': 'Show the {0} lines before',
  'diff.more': 'Show {0} more lines',
  'diff.hidden': '{0} more characters',
  'diff.openEnd': 'No line break at the end of the file',
  'diff.removedLine': 'removed',
  'diff.addedLine': 'added',
  'diff.table': 'Changes of {0}',
  'diff.collapse': 'Show or hide {0}',
  'note.why': 'Why',
  'note.goal': 'Goal',
  'note.hypothesis': 'Hypothesis',
  'note.decision': 'Decision',
  'note.evidence': 'Evidence',
  'note.rejected': 'Rejected',
  'note.verification': 'Verification',
  'note.plan': 'Plan',
  'note.step': 'Step',
  'note.counterfactual': 'What I would have done',
  'note.insteadOf': 'Instead of',
  'note.because': 'because {0}',
  'note.replies': 'Replies',
  'note.noEdit': 'No edit was expected here.',
  'kind.rename-symbol': 'Rename',
  'kind.move-file': 'Move file',
  'kind.create-file': 'Create file',
  'kind.delete-file': 'Delete file',
  'kind.search-replace': 'Search and replace',
  'kind.extract': 'Extract',
  'kind.inline': 'Inline',
  'kind.change-signature': 'Change signature',
  'kind.move-declaration': 'Move declaration',
  'kind.add-import': 'Add import',
  'kind.remove-import': 'Remove import',
  'kind.format': 'Format',
  'kind.paste': 'Paste',
  'kind.accept-completion': 'Accept completion',
  'kind.agent-edit': 'Agent edit',
  'kind.revert': 'Revert',
  'kind.git': 'Git',
  'kind.run-tests': 'Run tests',
  'kind.typed-edit': 'Typed edit',
  'kind.undo': 'Undo',
  'kind.edit': 'Edit',
  'kind.disk-change': 'Change on disk',
  'kind.run-command': 'Command',
  'kind.note': 'Note',
  'actor.human': 'Person',
  'actor.agent': 'Agent',
  'actor.tool': 'Tool',
  'actor.vcs': 'Version control',
  'actor.unknown': 'Unknown',
  'verdict.tree-equal-output-differs': 'same files, other output',
  'verdict.not-replayable': 'not replayable',
  'report.contents': 'Contents',
  'report.summary': 'What happened',
  'report.timeline': 'Timeline',
  'report.samples': 'Training samples',
  'report.replay': 'Replay',
  'report.checks': 'Codebase checks',
  'report.generated': 'Made {0}',
  'report.proofGood': 'Fold equals disk: {0} checkpoints of {1}',
  'report.proofBad': 'Fold differs from disk: {0} checkpoints of {1} match',
  'report.tree': 'tree {0}',
  'report.diverges': 'First divergence: event {0}, {1} {2}: {3}',
  'report.samplesShown': '{0} of {1} shown',
  'report.lintClean': 'Lint: {0} rows, nothing found',
  'report.lintFound': 'Lint: {0} rows, {1} findings',
  'report.legend': 'Legend',
  'report.trained': 'trained',
  'report.notTrained': 'context, not trained',
  'report.trainedShare': '{0} of {1} characters trained',
  'report.span': '{0}, weight {1}, {2} characters',
  'report.spanHint': 'Left and Right move between the spans.',
  'report.choose': 'Point at, focus or click a span to see where its text came from.',
  'report.from': 'from',
  'report.events': 'events {0} to {1}',
  'report.range': 'characters {0} to {1}',
  'report.showOperation': 'Show in timeline',
  'report.proof': 'Proof',
  'report.more': 'Show the whole sample ({0} characters)',
  'report.replaySteps': 'Steps of the replay',
  'report.step': 'Step',
  'report.verdict': 'Verdict',
  'report.reason': 'Reason',
  'report.trees': 'Tree before → after',
  'report.finalMatch': 'Ends on the same tree',
  'report.finalDiffer': 'Ends on another tree',
  'report.expected': 'expected {0}',
  'report.actual': 'actual {0}',
  'report.mode': 'mode {0}',
  'report.divergedAt': 'First divergence at step {0}: {1}',
  'report.noFindings': 'Nothing found.',
  'report.findings.one': '{0} finding',
  'report.findings.other': '{0} findings',
  'report.score': 'score {0}',
  'report.sites': 'Sites',
  'report.site': 'Site',
  'report.discovered': 'Seen',
  'report.edited': 'Edited',
  'report.verified': 'Verified',
  'report.yes': 'yes',
  'report.no': 'no',
  'report.allSteps': 'Show all {0} steps',
} as const;

export type StringKey = keyof typeof english;
/** Key stems that have a `.one` and an `.other` form. */
export type PluralKey = StringKey extends infer K ? (K extends `${infer Stem}.one` ? Stem : never) : never;

/** Strings by key, with the host's translations where it gave them. */
export class Strings {
  readonly #table: Readonly<Record<string, string>>;
  readonly #plural: Intl.PluralRules;
  readonly #locale: string;

  /** `translations` by key or, as the editor's bundles have them, by the English text. */
  constructor(translations: Readonly<Record<string, string>> = {}, locale = 'en') {
    const byText = Object.entries(english).flatMap(([key, text]) =>
      Object.hasOwn(translations, text) ? [[key, translations[text] as string] as const] : [],
    );
    this.#table = { ...english, ...Object.fromEntries(byText), ...translations };
    this.#plural = new Intl.PluralRules(locale);
    this.#locale = locale;
  }

  text(key: StringKey, ...values: readonly (string | number)[]): string {
    const template = this.#table[key] ?? english[key];
    return template.replace(/\{(\d)\}/g, (hole, digit: string) => {
      const value = values[Number(digit)];
      return value === undefined ? hole : typeof value === 'number' ? value.toLocaleString(this.#locale) : value;
    });
  }

  /** The words for a kind or type that came with the data; one that the table does not know is shown as it is. */
  named(family: 'kind' | 'actor' | 'note' | 'span' | 'verdict', name: string): string {
    return this.#table[`${family}.${name}`] ?? name;
  }

  /** A string that names a number of things, in the form that the number asks for. */
  count(stem: PluralKey, value: number): string {
    return this.text(`${stem}.${this.#plural.select(value) === 'one' ? 'one' : 'other'}`, value);
  }
}
