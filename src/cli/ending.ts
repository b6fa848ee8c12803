/** When a command that runs until it is stopped is to end: the first signal ends it in good order, a second one at once. */
export class Ending {
  readonly #asked: Promise<void>;
  #ask: (error?: unknown) => void = () => undefined;
  #signals = 0;
  readonly #onSignal = () => {
    if (++this.#signals > 1) process.exit(130);
    this.#ask();
  };

  constructor() {
    this.#asked = new Promise((resolve, reject) => {
      this.#ask = (error) => (error === undefined ? resolve() : reject(error));
    });
    // A log that fails before anybody waits is told when somebody does.
    this.#asked.catch(() => undefined);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.#onSignal);
  }

  fail(error: unknown): void {
    this.#ask(error ?? new Error('it failed'));
  }

  async wait(most: number | null): Promise<void> {
    const timer = most === null ? undefined : setTimeout(() => this.#ask(), most);
    try {
      await this.#asked;
    } finally {
      clearTimeout(timer);
    }
  }

  done(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, this.#onSignal);
  }
}
