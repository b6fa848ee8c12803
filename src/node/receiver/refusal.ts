/** A request that is not taken: the HTTP status, and one sentence that says why and what to do. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.name = 'Refusal';
    this.status = status;
  }
}
