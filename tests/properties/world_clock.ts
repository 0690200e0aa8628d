import type { Clock } from "@/lib/time/clock.ts";

const START = Date.parse("2026-01-15T12:00:00Z");

/** A clock that a test moves by hand; what sleeps on it wakes only to stop. */
export class WorldClock implements Clock {
  #passed = 0;
  #setBy = 0;

  now(): number {
    return this.trueTime() + this.#setBy;
  }

  monotonic(): number {
    return this.#passed;
  }

  /** What a clock that nobody set shows, such as a source's own, in milliseconds since the Unix epoch. */
  trueTime(): number {
    return START + this.#passed;
  }

  pass(seconds: number): void {
    this.#passed += seconds * 1000;
  }

  set(seconds: number): void {
    this.#setBy += seconds * 1000;
  }

  after(_ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}
