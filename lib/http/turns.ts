/** Longest time in milliseconds that one answer keeps all else waiting. */
const TURN_MS = 8;

/** Shares the event loop: long work asks between its parts whether it has had its turn. */
export class Turns {
  #began = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  /** Lets all else go on when the turn is over; false when nobody waits for the work any more. */
  async next(): Promise<boolean> {
    if (performance.now() - this.#began >= TURN_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      this.#began = performance.now();
    }
    return this.signal?.aborted !== true;
  }
}
