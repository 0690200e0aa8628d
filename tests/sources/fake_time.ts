interface Timer {
  readonly at: number;
  readonly act: () => void;
}

/** A clock moved by hand, with the timers on it; sleeping moves it at once. */
export class FakeTime {
  readonly #timers = new Set<Timer>();
  /** Every wait, in milliseconds. */
  readonly slept: number[] = [];
  #now: number;

  constructor(start: number = Date.UTC(2026, 0, 15, 10, 30)) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  readonly sleep = (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.resolve();
    this.slept.push(ms);
    this.#now += ms;
    return Promise.resolve();
  };

  /** Itself, as a source asks it over HTTP. */
  readonly clock = { now: this.now, after: this.sleep };

  /** As `setTimeout`; what it gives back calls it off. */
  readonly after = (ms: number, act: () => void): () => void => {
    const timer = { at: this.#now + ms, act };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** How long the next timer waits, in milliseconds; null when none does. */
  get nextIn(): number | null {
    const next = this.#next(Infinity);
    return next === null ? null : next.at - this.#now;
  }

  /** Moves the clock on, and acts in order for the timers on the way. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#next(end); timer !== null; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.act();
    }
    this.#now = end;
  }

  #next(end: number): Timer | null {
    const due = [...this.#timers].filter((timer) => timer.at <= end);
    return due.reduce<Timer | null>((a, b) => a === null || b.at < a.at ? b : a, null);
  }
}
