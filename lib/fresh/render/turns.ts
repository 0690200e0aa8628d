/** Longest time in milliseconds that a document which is put together keeps all else waiting. */
const TURN_MS = 8;

let last = Promise.resolve();

/** Each gets a round of the event loop of its own: a hundred documents keep all else no longer than one. */
function ownRound(): Promise<void> {
  last = last.then(() => new Promise((resolve) => void setTimeout(resolve)));
  return last;
}

/** Does work step by step, and lets all else go on before it and between. Rejects with what a step throws. */
export async function inTurns<T>(steps: Generator<void, T, void>): Promise<T> {
  for (;;) {
    await ownRound();
    const began = performance.now();
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() - began < TURN_MS);
  }
}
