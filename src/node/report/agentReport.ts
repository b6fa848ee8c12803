import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CheckReport } from '../../core/check/change.ts';
import type { ReportCheck, ReportReplay } from '../../core/report/report.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import type { PathRule } from '../../core/trajectory/pathInside.ts';
import { checkRepository } from '../check/checkRepository.ts';
import { keepResult } from '../replay/keepResult.ts';
import { replay } from '../replay/replayTrajectory.ts';

export interface AgentWork {
  readonly trajectory: Trajectory;
  readonly repo: string;
  /** Commit that the agent started from. */
  readonly base: string;
  readonly map: readonly PathRule[];
  /** What the report calls it. */
  readonly title: string;
}

/** Replays an agent's edits on the repository and checks what they left behind. Nothing is executed or kept. */
export async function agentReport(work: AgentWork): Promise<{ replay: ReportReplay; check: ReportCheck }> {
  const { trajectory, repo, base, map, title } = work;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-agent-'));
  try {
    const atEnd = (files: string) => keepResult(files, repo, base, folder);
    const replayed = await replay(trajectory, { repo, base, map, mode: 'edits', atEnd });
    const checked = await checkRepository({ repository: folder, base, trajectory });
    return { replay: { ...replayed, title }, check: shown(checked, title) };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function shown({ findings, sites, score }: CheckReport, title: string): ReportCheck {
  return {
    title,
    score,
    findings: findings.map(({ evidence, symbol, ...finding }) => ({
      ...finding,
      symbol: symbol || null,
      evidence: evidence.text,
    })),
    sites: sites.map((site) => ({ ...site, discovered: site.discovered === true, verified: site.verified === true })),
  };
}
