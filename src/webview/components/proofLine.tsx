import type { ReportVerification } from '../../core/report/report.ts';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';

/** The one line that says whether the recording can be trusted: folding the log gives what is on disk. */
export function ProofLine({ verification }: { readonly verification: ReportVerification }) {
  const { strings } = usePage();
  const { ok, checkpoints, firstDivergence, tree } = verification;
  return (
    <div class={`callout proof-line ${ok ? 'callout-good' : 'callout-bad'}`}>
      <Icon name={ok ? 'good' : 'bad'} />
      <div>
        <strong>
          {strings.text(ok ? 'report.proofGood' : 'report.proofBad', checkpoints.matched, checkpoints.checked)}
        </strong>
        {tree !== undefined && (
          <>
            {', '}
            {strings.text('report.tree', '')}
            <code>{tree}</code>
          </>
        )}
        {firstDivergence !== null && (
          <p>
            {strings.text(
              'report.diverges',
              firstDivergence.seq,
              firstDivergence.kind,
              firstDivergence.path ?? '',
              firstDivergence.why,
            )}
          </p>
        )}
      </div>
    </div>
  );
}
