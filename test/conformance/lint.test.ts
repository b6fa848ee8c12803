import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { lintFile } from '../../src/node/lint/lintFile.ts';

const data = path.resolve(import.meta.dirname, '../../../shared/data');

/**
 * What lint finds in real files, and why.
 * middle-empty: random spans whose two ends are one. middle-repeated: a line that stands twice.
 * empty-result: `sleep` prints nothing (Claude Code's subagents), and Copilot's events leave results out.
 * nothing-trained: a log with results of failed calls and no call.
 */
const expected: readonly (readonly [file: string, format: string, rows: number, counts: Record<string, number>])[] = [
  ['fim/HumanEval-RandomSpanInfilling.jsonl.gz', 'humaneval-infilling', 1640, { 'middle-empty': 14 }],
  ['fim/HumanEval-RandomSpanInfillingLight.jsonl.gz', 'humaneval-infilling', 164, { 'middle-repeated': 1 }],
  ['fim/HumanEval-SingleLineInfilling.jsonl.gz', 'humaneval-infilling', 1033, {}],
  ['trajectories/atif/exmp01_atif.json', 'atif', 1, {}],
  ['trajectories/atif/exmp02_atif.json', 'atif', 1, {}],
  ['trajectories/atif/exmp03_atif.json', 'atif', 1, {}],
  [
    'trajectories/swe-smith/test_logs__trajectories__pydantic__pydantic.acb0f10f.pr_8316__pydantic__pydantic.acb0f10f.pr_8316.traj',
    'swe-agent',
    1,
    {},
  ],
  ['trajectories/swe-agent/function_calling_simple.traj', 'swe-agent', 1, {}],
  ['trajectories/swe-agent/ctf__crypto__eps.traj', 'swe-agent', 1, {}],
  ['trajectories/swe-agent/ctf__web__i_got_id_demo.traj', 'swe-agent', 1, {}],
  [
    'trajectories/swe-agent/gpt4__swe-bench-dev-easy_first_only__default__t-0.00__p-0.95__c-3.00__install-1__pydicom__pydicom-1458.traj',
    'swe-agent',
    1,
    {},
  ],
  ['trajectories/mini-swe-agent/test_data__github_issue.traj.json', 'mini-swe-agent', 1, {}],
  [
    'trajectories/claude-code/50a7220d-7250-46f3-b38e-b716ce25032e__subagents__agent-a21e2f5.jsonl',
    'claude-code',
    1,
    { 'empty-result': 1 },
  ],
  ['trajectories/claude-code/example-claude-code.jsonl', 'claude-code', 1, {}],
  ['trajectories/copilot/copilot_vscode_event_stream.jsonl', 'copilot-events', 1, { 'empty-result': 1 }],
  ['trajectories/cline/sdk__packages__core__fixtures__session__session.messages.json', 'cline', 1, {}],
  ['trajectories/inspect/log__test_eval_log__log_tool_call_error.json', 'inspect', 1, { 'nothing-trained': 1 }],
  ['trajectories/openhands-v0/unit__resolver__mock_output__output.jsonl', 'openhands-v0-rows', 1, {}],
];

describe('lint on real files', () => {
  before(function () {
    if (existsSync(data)) return;
    assert.ok(!process.env.CI, `${data} must be there in CI`);
    console.log(`skipped: ${data} is not there`);
    this.skip();
  });

  for (const [file, format, rows, counts] of expected) {
    it(file, async () => {
      const report = await lintFile(path.join(data, file));
      assert.deepEqual(
        { format: report.format, rows: report.rows, counts: report.counts },
        { format, rows, counts },
        JSON.stringify(report.findings.slice(0, 5)),
      );
    });
  }
});
