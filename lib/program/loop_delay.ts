/** How often it is looked whether the event loop is late, in milliseconds. */
const EVERY_MS = 100;
/** Looks that are kept: two minutes. */
const KEPT = 1200;

/** How late the event loop comes to what is due, in seconds. */
export interface LoopDelays {
  readonly p50: number;
  readonly p99: number;
  /** Of all looks since the start. */
  readonly sum: number;
  readonly count: number;
}

interface LoopDelayOptions {
  /** A clock that only goes forward, in milliseconds. */
  elapsed(): number;
  /** Calls again and again until what it answers is called; keeps no program running. */
  every(ms: number, look: () => void): () => void;
}

const REAL: LoopDelayOptions = {
  elapsed: () => performance.now(),
  every: (ms, look) => {
    const timer = setInterval(look, ms);
    Deno.unrefTimer(timer);
    return () => clearInterval(timer);
  },
};

/**
 * Looks ten times a second how late its own timer is. Deno has no histogram of its own that sees a turn
 * which takes long.
 */
export class LoopDelay {
  readonly #newest = new Float64Array(KEPT);
  #count = 0;
  #sum = 0;
  #stop: (() => void) | null = null;

  constructor(private readonly options = REAL) {}

  start(): void {
    let due = this.options.elapsed() + EVERY_MS;
    this.#stop = this.options.every(EVERY_MS, () => {
      const now = this.options.elapsed();
      this.#note(Math.max(0, now - due));
      due = now + EVERY_MS;
    });
  }

  stop(): void {
    this.#stop?.();
  }

  delays(): LoopDelays {
    const sorted = this.#newest.slice(0, Math.min(this.#count, KEPT)).sort();
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return { p50: at(0.5), p99: at(0.99), sum: this.#sum, count: this.#count };
  }

  /** A long turn hides the looks that were due within it: each would have waited for its end. */
  #note(lateMs: number): void {
    for (let each = lateMs, looks = 0; each >= 0 && looks < KEPT; each -= EVERY_MS, looks++) {
      this.#newest[this.#count++ % KEPT] = each / 1000;
      this.#sum += each / 1000;
    }
  }
}
