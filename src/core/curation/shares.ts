/** Who made what is trained. */
export const makersOfText = ['human', 'agent', 'tool', 'unknown'] as const;
export type MakerOfText = (typeof makersOfText)[number];

/** Above this share of the trained characters a dataset is one of agents' text, and its manifest warns. */
export const AGENT_SHARE_WARNED = 0.5;

/** Trained characters by who made them. What version control made is unknown: a commit may hold anybody's work. */
export class ProvenanceShares {
  readonly #characters: Record<MakerOfText, number> = { human: 0, agent: 0, tool: 0, unknown: 0 };

  add(actor: string | undefined, trainedCharacters: number): void {
    const maker = makersOfText.find((known) => known === actor) ?? 'unknown';
    this.#characters[maker] += trainedCharacters;
  }

  /** From 0 to 1, four digits; all 0 when nothing is trained. */
  shares(): Record<MakerOfText, number> {
    const sum = makersOfText.reduce((total, maker) => total + this.#characters[maker], 0);
    const share = (maker: MakerOfText) => (sum === 0 ? 0 : Number((this.#characters[maker] / sum).toFixed(4)));
    return { human: share('human'), agent: share('agent'), tool: share('tool'), unknown: share('unknown') };
  }

  warnings(): string[] {
    const { agent, tool, unknown } = this.shares();
    const made = agent + tool;
    const per = (share: number) => `${Math.round(share * 100)} %`;
    if (made > AGENT_SHARE_WARNED) {
      return [
        `${per(made)} of the trained text was made by agents and tools: a model trained on it learns their habits`,
      ];
    }
    return unknown > AGENT_SHARE_WARNED ? [`nothing says who made ${per(unknown)} of the trained text`] : [];
  }
}
