/** What is missing: the whole call, its arguments, or only the tool's name. */
export const granularities = ['call', 'arguments', 'name'] as const;
export type Granularity = (typeof granularities)[number];
