const TICK_MS = 1;

/**
 * Measures by the drift of a timer how long the event loop did nothing else. What the garbage
 * collector and other processes take counts too, as it would for a client that waits.
 */
export class LoopWatch {
  readonly #timer: ReturnType<typeof setInterval>;
  #last = performance.now();
  #longest = 0;

  constructor() {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Ends the watch; the longest block in milliseconds. */
  stop(): number {
    this.#tick();
    clearInterval(this.#timer);
    return this.#longest;
  }

  #tick(): void {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last - TICK_MS);
    this.#last = now;
  }
}
