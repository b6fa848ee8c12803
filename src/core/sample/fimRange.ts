/** A middle's UTF-16 offsets. */
export type HoleRange = readonly [start: number, end: number];
