/** Where a record stands. `line` counts from 1; in a file that is one JSON document it is the record's number there. */
export interface Place {
  readonly line: number;
  /** Only for records of a file beside the main one. */
  readonly file?: string;
}
