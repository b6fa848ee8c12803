export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks again until the answer is there; rejects with the name of what was waited for after `ms`. */
export async function until<Value>(what: string, ms: number, ask: () => Promise<Value | undefined>): Promise<Value> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${ms / 1000} s in vain: ${what}`);
    await pause(100);
  }
}
