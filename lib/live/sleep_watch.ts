/** Without a sign of life for longer than this a page was asleep, in milliseconds. */
const ASLEEP_MS = 5_000;

/** Notices that the page did not run for a while: the device slept, or the browser froze the tab. */
export class SleepWatch {
  #aliveAt: number;

  /** @param now milliseconds on a clock that goes on while the device sleeps */
  constructor(private readonly now: () => number) {
    this.#aliveAt = now();
  }

  /** A sign of life; whether the page slept before it. */
  hasSlept(): boolean {
    const before = this.#aliveAt;
    this.#aliveAt = this.now();
    return this.#aliveAt - before > ASLEEP_MS;
  }
}
