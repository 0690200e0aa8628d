import type { Clock } from "./clock.ts";

/** Wall and monotonic clock drift apart by less than this from check to check unless someone sets one, in milliseconds. */
const TOLERANCE_MS = 2_000;

/** Notices when the wall clock is set: by a person, by a time service, by a virtual machine that was moved. */
export class ClockWatch {
  readonly #clock: Pick<Clock, "now" | "monotonic">;
  /** Wall clock minus monotonic clock when last asked. */
  #difference: number;

  constructor(clock: Pick<Clock, "now" | "monotonic">) {
    this.#clock = clock;
    this.#difference = clock.now() - clock.monotonic();
  }

  /** By how many milliseconds the clock was set since this was last asked; 0 when it was not. */
  moved(): number {
    const difference = this.#clock.now() - this.#clock.monotonic();
    const deltaMs = Math.round(difference - this.#difference);
    this.#difference = difference;
    return Math.abs(deltaMs) > TOLERANCE_MS ? deltaMs : 0;
  }
}
