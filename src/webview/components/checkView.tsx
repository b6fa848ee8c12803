import type { ReportCheck } from '../../core/report/report.ts';
import { CodeText } from './codeText.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './pageContext.ts';

/** What the codebase checks found in one change: findings by file and line, and every site that the change was about. */
export function CheckView({ check }: { readonly check: ReportCheck }) {
  const { strings } = usePage();
  return (
    <article class="card">
      <header class="card-header">
        <h3>{check.title}</h3>
        <span class={`verdict verdict-${check.findings.length === 0 ? 'good' : 'bad'}`}>
          <Icon name={check.findings.length === 0 ? 'good' : 'bad'} />
          {strings.count('report.findings', check.findings.length)}
        </span>
        {check.score !== null && <span class="badge">{strings.text('report.score', check.score.toFixed(2))}</span>}
      </header>
      {check.findings.length === 0 ? (
        <p class="muted">{strings.text('report.noFindings')}</p>
      ) : (
        <ul class="findings">
          {check.findings.map((finding) => (
            <li
              key={`${finding.check}${finding.path}${finding.line}${finding.message}`}
              class={`finding finding-${finding.severity}`}
            >
              <Icon name="bad" />
              <div>
                <p>
                  <code class="place">
                    {finding.path}:{finding.line}
                  </code>{' '}
                  <span class="badge">{finding.check}</span>
                </p>
                <p>
                  <CodeText text={finding.message} />
                </p>
                {finding.evidence !== '' && <pre class="finding-evidence">{finding.evidence}</pre>}
              </div>
            </li>
          ))}
        </ul>
      )}
      {check.sites.length > 0 && (
        <div class="table-scroll">
          <table class="facts">
            <caption>{strings.text('report.sites')}</caption>
            <thead>
              <tr>
                <th scope="col">{strings.text('report.site')}</th>
                <th scope="col">{strings.text('report.discovered')}</th>
                <th scope="col">{strings.text('report.edited')}</th>
                <th scope="col">{strings.text('report.verified')}</th>
              </tr>
            </thead>
            <tbody>
              {check.sites.map((site) => (
                <tr key={`${site.symbol}${site.path}${site.line}`}>
                  <td>
                    <code>{site.symbol}</code> {site.path}:{site.line}
                  </td>
                  <YesNo value={site.discovered} />
                  <YesNo value={site.edited} />
                  <YesNo value={site.verified} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </article>
  );
}

function YesNo({ value }: { readonly value: boolean }) {
  const { strings } = usePage();
  return (
    <td>
      <span class={`verdict verdict-${value ? 'good' : 'bad'}`}>
        <Icon name={value ? 'good' : 'close'} />
        {strings.text(value ? 'report.yes' : 'report.no')}
      </span>
    </td>
  );
}
