/** A clock moved by hand; sleeping moves it at once. */
export class FakeTime {
  /** Every wait, in milliseconds. */
  readonly slept: number[] = [];
  #now: number;

  constructor(start: number = Date.UTC(2026, 0, 15, 10, 30)) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  readonly sleep = (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.reject(signal.reason);
    this.slept.push(ms);
    this.#now += ms;
    return Promise.resolve();
  };

  advance(ms: number): void {
    this.#now += ms;
  }
}
