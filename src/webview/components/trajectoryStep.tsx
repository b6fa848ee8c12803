import type { ComponentChildren, RefObject } from 'preact';
import type { CallDetail, Outcome, ResultDetail, StepDetail } from '../../core/trajectory/viewing/stepDetail.ts';
import type { StepUse } from '../../core/trajectory/viewing/stepFields.ts';
import type { TrajectoryRow } from '../../core/trajectory/viewing/trajectoryRow.ts';
import { durationText } from '../model/timeText.ts';
import { DiffView } from './diffView.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';
import { PatchView } from './patchView.tsx';
import { FoldedText, ShownTexts } from './shownTexts.tsx';
import { sourceIcons } from './trajectoryRowView.tsx';

/** What is known of a step's details. */
export type StepState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly detail: StepDetail };

export interface TrajectoryStepProps {
  readonly row: TrajectoryRow;
  readonly state: StepState;
  readonly abandoned: boolean;
  /** Why the step is marked: as part of a loop, as an error that was overcome or not, as a recovery. */
  readonly notices: readonly string[];
  readonly raw: boolean;
  readonly linesAreLines: boolean;
  readonly headingRef: RefObject<HTMLHeadingElement | null>;
  readonly onRaw: (raw: boolean) => void;
  readonly onOpenRaw: (line?: number, file?: string) => void;
  /** Goes to a subagent by the id that a result names. */
  readonly onSubagent: (id: string) => void;
}

/** One step: what was said and thought, what was called and what came back; the record itself beside it on demand. */
export function TrajectoryStep(props: TrajectoryStepProps) {
  const { row, state, abandoned, notices, raw, headingRef, onRaw } = props;
  const { strings } = usePage();
  const detail = state.kind === 'ready' ? state.detail : undefined;
  return (
    <div class="operation step">
      <header class="operation-header">
        <div class="step-heading">
          <h2 ref={headingRef} tabIndex={-1}>
            <Icon name={sourceIcons[row.source]} class={`source source-${row.source}`} />
            <span>{strings.text('trajectory.step', row.number, strings.named('source', row.source))}</span>
          </h2>
          <button type="button" class="button" aria-pressed={raw} onClick={() => onRaw(!raw)}>
            {strings.text('trajectory.raw')}
          </button>
        </div>
        <Facts {...props} detail={detail} />
      </header>
      {abandoned && <Notice text={strings.text('trajectory.abandonedHint')} />}
      {row.copied === true && <Notice text={strings.text('trajectory.copiedHint')} />}
      {row.boundary === true && <Notice text={strings.text('trajectory.boundaryHint')} />}
      {notices.map((text) => (
        <Notice key={text} text={text} />
      ))}
      {state.kind === 'loading' && <p class="muted loading">{strings.text('trajectory.loading')}</p>}
      {state.kind === 'failed' && (
        <p class="callout callout-bad" role="alert">
          <Icon name="bad" /> {state.message}
        </p>
      )}
      {detail !== undefined && (
        <div class={raw ? 'step-columns' : ''}>
          <div class="step-body">
            <Body {...props} detail={detail} />
          </div>
          {raw && <Raw {...props} detail={detail} />}
        </div>
      )}
    </div>
  );
}

type WithDetail = TrajectoryStepProps & { readonly detail: StepDetail };

function Notice({ text }: { readonly text: string }) {
  return <p class="callout callout-warn">{text}</p>;
}

function Facts(props: TrajectoryStepProps & { readonly detail: StepDetail | undefined }) {
  const { row, detail } = props;
  const { strings } = usePage();
  return (
    <p class="operation-facts">
      {row.time !== undefined && <time dateTime={row.time}>{timeText(row.time)}</time>}
      {detail?.model !== undefined && <span>{detail.model}</span>}
      {detail?.effort !== undefined && <span>{strings.text('trajectory.effort', detail.effort)}</span>}
      <UseFacts use={row.use} />
      {row.duration !== undefined && <span>{strings.text('operation.took', durationText(row.duration))}</span>}
      {detail?.origin !== undefined && <Origin {...props} origin={detail.origin} />}
    </p>
  );
}

/** Tokens and cost in words. */
export function UseFacts({ use }: { readonly use: StepUse }) {
  const { strings } = usePage();
  const { prompt, completion, cached, cost } = use;
  return (
    <>
      {prompt !== undefined && (
        <span>
          {strings.text('trajectory.tokensIn', prompt)}
          {cached !== undefined && ` (${strings.text('trajectory.tokensCached', cached)})`}
        </span>
      )}
      {completion !== undefined && <span>{strings.text('trajectory.tokensOut', completion)}</span>}
      {cost !== undefined && <span>{`$${cost < 0.1 ? cost.toFixed(4) : cost.toFixed(2)}`}</span>}
    </>
  );
}

function Origin(props: TrajectoryStepProps & { readonly origin: NonNullable<StepDetail['origin']> }) {
  const { origin, linesAreLines, onOpenRaw } = props;
  const { strings } = usePage();
  const { line, file } = origin;
  const name = strings.text(linesAreLines ? 'trajectory.line' : 'trajectory.record', line);
  return (
    <button
      type="button"
      class="link"
      title={strings.text('trajectory.openRaw')}
      onClick={() => onOpenRaw(linesAreLines ? line : undefined, file)}
    >
      {file === undefined ? name : `${file}, ${name}`}
    </button>
  );
}

function Body(props: WithDetail) {
  const { detail } = props;
  const { strings } = usePage();
  const empty = detail.message.length + detail.calls.length + detail.results.length === 0;
  return (
    <>
      {detail.reasoning !== undefined && (
        <section class="reasoning" aria-label={strings.text('trajectory.reasoning')}>
          <h3>{strings.text('trajectory.reasoning')}</h3>
          <ShownTexts parts={[detail.reasoning]} prose />
        </section>
      )}
      {detail.message.length > 0 && (
        <section class="message" aria-label={strings.text('trajectory.message')}>
          <ShownTexts parts={detail.message} prose />
        </section>
      )}
      {empty && detail.reasoning === undefined && <p class="muted">{strings.text('trajectory.noText')}</p>}
      {detail.calls.map((call, index) => (
        <Call key={`${index}${call.id}`} {...props} call={call} />
      ))}
      {detail.results.map((result, index) => (
        <Result key={index} {...props} result={result} />
      ))}
    </>
  );
}

function Call(props: WithDetail & { readonly call: CallDetail }) {
  const { call, detail } = props;
  const { strings } = usePage();
  const { files, patch } = call.diffs;
  const edits = files.length > 0 || patch !== null;
  return (
    <section class="call" aria-label={strings.text('trajectory.call', call.name)}>
      <h3>
        <Icon name="run-command" />
        <code class="tool">{call.name}</code>
        <Outcomes outcome={call.outcome} />
      </h3>
      {files.map((file, index) => (
        <div key={`${detail.key}${index}`} class={file.before === null ? '' : 'diff-snippet'}>
          <DiffView operation={detail.key} file={file} look={{ layout: 'unified', wrap: true }} />
        </div>
      ))}
      {patch !== null && <PatchView text={patch} label={strings.text('trajectory.patch')} />}
      {edits ? (
        <details class="arguments-folded">
          <summary>{strings.text('trajectory.arguments')}</summary>
          <Arguments call={call} />
        </details>
      ) : (
        <Arguments call={call} />
      )}
      {call.results.length === 0 && <p class="muted">{strings.text('trajectory.noResult')}</p>}
      {call.results.map((result, index) => (
        <Result key={index} {...props} result={result} />
      ))}
    </section>
  );
}

function Arguments({ call }: { readonly call: CallDetail }) {
  const { strings } = usePage();
  if (call.arguments.length === 0) return <p class="muted">{strings.text('trajectory.noArguments')}</p>;
  return (
    <dl class="arguments">
      {call.arguments.map(({ name, value }) => (
        <div key={name} class={value.text.includes('\n') || value.text.length > 100 ? 'argument-long' : ''}>
          <dt>{name}</dt>
          <dd>
            <FoldedText text={value.text} hidden={value.hidden} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Result(props: WithDetail & { readonly result: ResultDetail }) {
  const { result, onSubagent } = props;
  const { strings } = usePage();
  const [first] = result.parts;
  return (
    <section
      class={result.outcome.error ? 'result result-error' : 'result'}
      aria-label={strings.text('trajectory.result')}
    >
      <h4>
        {strings.text('trajectory.result')}
        <Outcomes outcome={result.outcome} />
      </h4>
      {result.parts.length === 0 && <p class="muted">{strings.text('trajectory.emptyResult')}</p>}
      {result.isPatch && first?.kind === 'text' ? (
        <PatchView text={first.text} label={strings.text('trajectory.patch')} />
      ) : (
        <ShownTexts parts={result.parts} />
      )}
      {result.subagents.map((id) => (
        <button key={id} type="button" class="link subagent-link" onClick={() => onSubagent(id)}>
          {strings.text('trajectory.subagent')} {id}
        </button>
      ))}
    </section>
  );
}

/** How a call went, in small words: only what is told. */
function Outcomes({ outcome }: { readonly outcome: Outcome }): ComponentChildren {
  const { strings } = usePage();
  const { error, exitCode, cwd, duration, truncated } = outcome;
  return (
    <span class="outcome">
      {error && (
        <span class="mark mark-error">
          <Icon name="bad" />
          {strings.text('trajectory.error')}
        </span>
      )}
      {exitCode !== undefined && <span>{strings.text('trajectory.exitCode', String(exitCode))}</span>}
      {duration !== undefined && <span>{durationText(duration)}</span>}
      {truncated && <span class="mark">{strings.text('trajectory.truncated')}</span>}
      {cwd !== undefined && cwd !== '' && <span class="cwd">{cwd}</span>}
    </span>
  );
}

function Raw(props: WithDetail) {
  const { detail, linesAreLines, onOpenRaw } = props;
  const { strings } = usePage();
  const { origin } = detail;
  return (
    <section class="raw" aria-label={strings.text('trajectory.raw')}>
      <button
        type="button"
        class="button"
        onClick={() => onOpenRaw(linesAreLines ? origin?.line : undefined, origin?.file)}
      >
        <Icon name="open" />
        {strings.text('trajectory.openRaw')}
      </button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
      <pre tabIndex={0}>{detail.raw.text}</pre>
      {detail.raw.hidden > 0 && <p class="muted">{strings.text('trajectory.cut', detail.raw.hidden)}</p>}
    </section>
  );
}

function timeText(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? time
    : date.toLocaleString(document.documentElement.lang || 'en', { dateStyle: 'medium', timeStyle: 'medium' });
}
