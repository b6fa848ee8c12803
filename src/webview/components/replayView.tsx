import { useState } from 'preact/hooks';
import type { ReportReplay } from '../../core/report/report.ts';
import { type Sides, type StepVerdict, type Verdict, verdicts } from '../../core/trajectory/verdict.ts';
import { CodeText } from './codeText.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';

/** So many steps are drawn before one asks for all. */
const STEPS_SHOWN = 100;

const tones: Readonly<Record<Verdict, 'good' | 'bad' | 'plain'>> = {
  exact: 'good',
  equivalent: 'good',
  'tree-equal-output-differs': 'plain',
  diverged: 'bad',
  'not-replayable': 'plain',
  skipped: 'plain',
};

/** One replay: where it ended, and the verdict of every step. */
export function ReplayView({ replay }: { readonly replay: ReportReplay }) {
  const { strings } = usePage();
  const [all, setAll] = useState(false);
  const { finalTree, finalFrom, firstDivergence, replayable, warnings = [] } = replay;
  const ending = finalFrom === 'patch' ? 'report.patch' : 'report.final';
  const steps = all ? replay.steps : replay.steps.slice(0, STEPS_SHOWN);
  return (
    <article class="card">
      <header class="card-header">
        <h3>{replay.title}</h3>
        <span class="badge">{strings.text('report.mode', replay.mode)}</span>
        {verdicts
          .filter((verdict) => replay.counts[verdict] > 0)
          .map((verdict) => (
            <VerdictText key={verdict} verdict={verdict} count={replay.counts[verdict]} />
          ))}
        {replayable !== null && <span class="badge">{strings.text('report.share', Math.floor(replayable * 100))}</span>}
      </header>
      {warnings.map((warning) => (
        <p key={warning} class="callout callout-bad">
          <Icon name="bad" /> <CodeText text={warning} />
        </p>
      ))}
      {finalTree.match !== null && (
        <p class={`callout ${finalTree.match ? 'callout-good' : 'callout-bad'}`}>
          <Icon name={finalTree.match ? 'good' : 'bad'} />
          <span>
            <strong>{strings.text(finalTree.match ? `${ending}Match` : `${ending}Differ`)}</strong>{' '}
            {finalTree.match ? (
              <code>{finalTree.actual}</code>
            ) : (
              `${strings.text('report.expected', finalTree.expected ?? '–')}, ${strings.text('report.actual', finalTree.actual ?? '–')}`
            )}
          </span>
        </p>
      )}
      {firstDivergence !== null && (
        <div class="callout callout-bad">
          <Icon name="bad" />
          <div class="diverged">
            {strings.text('report.divergedAt', firstDivergence.index, firstDivergence.reason)}
            {firstDivergence.sides !== null && <BothSides sides={firstDivergence.sides} />}
          </div>
        </div>
      )}
      <div class="table-scroll">
        <table class="facts" aria-label={strings.text('report.replaySteps')}>
          <thead>
            <tr>
              <th scope="col" class="number">
                {strings.text('report.step')}
              </th>
              <th scope="col">{strings.text('report.verdict')}</th>
              <th scope="col">{strings.text('report.reason')}</th>
              <th scope="col">{strings.text('report.trees')}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.index}>
                <td class="number">{step.index}</td>
                <td>
                  <VerdictText verdict={step.verdict} />
                </td>
                <td class="wide">
                  <CodeText text={step.reason} />
                  <Reasons step={step} />
                </td>
                <td class="trees">
                  {(step.treeBefore ?? '–').slice(0, 8)} → {(step.treeAfter ?? '–').slice(0, 8)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {steps.length < replay.steps.length && (
        <button type="button" class="button" onClick={() => setAll(true)}>
          {strings.text('report.allSteps', replay.steps.length)}
        </button>
      )}
    </article>
  );
}

/** The cause, the rules that made it equal, and both sides of what differs. */
function Reasons({ step: { cause, rules, sides } }: { readonly step: StepVerdict }) {
  const { strings } = usePage();
  return (
    <>
      {cause !== undefined && <span class="badge">{strings.named('cause', cause)}</span>}
      {rules !== undefined && rules.length > 0 && (
        <span class="badge">{strings.text('report.rules', rules.join(', '))}</span>
      )}
      {sides !== undefined && <BothSides sides={sides} />}
    </>
  );
}

function BothSides({ sides }: { readonly sides: Sides }) {
  const { strings } = usePage();
  return (
    <dl class="both-sides">
      <dt>{strings.text('report.recorded')}</dt>
      <dd>
        <pre>{sides.expected}</pre>
      </dd>
      <dt>{strings.text('report.here')}</dt>
      <dd>
        <pre>{sides.actual}</pre>
      </dd>
    </dl>
  );
}

function VerdictText({ verdict, count }: { readonly verdict: Verdict; readonly count?: number }) {
  const { strings } = usePage();
  const tone = tones[verdict];
  const words = strings.named('verdict', verdict);
  return (
    <span class={`verdict verdict-${tone}`}>
      {tone !== 'plain' && <Icon name={tone} />}
      {count === undefined ? words : `${count} ${words}`}
    </span>
  );
}
