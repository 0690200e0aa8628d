import type { Clock } from "@/lib/time/clock.ts";

interface Sleeper {
  wakesAt: number;
  wake(): void;
}

const machineNow = performance.now;

/**
 * Holds the clock of the machine. Long work takes its turns by it, so how far a program comes while the
 * clock of a test stands still would be the speed of the machine.
 */
function holdMachine(): void {
  const at = machineNow.call(performance);
  performance.now = () => at;
}

Deno.test.afterEach(() => void (performance.now = machineNow));

/** A clock that a test moves by hand; the machine's stands still until the end of the test. */
export class FakeClock implements Clock {
  #monotonic = 0;
  #offset: number;
  #sleepers: Sleeper[] = [];

  /** @param letRun lets everything run that became possible, whenever somebody was woken */
  constructor(start = "2026-01-15T12:00:00Z", private readonly letRun = settle) {
    this.#offset = Date.parse(start);
    holdMachine();
  }

  now(): number {
    return this.#offset + this.#monotonic;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { wakesAt: this.#monotonic + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal.addEventListener("abort", () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        resolve();
      }, { once: true });
    });
  }

  /** How many sleep on it. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Lets time pass, waking every sleeper at its moment. */
  async pass(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await this.letRun();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#monotonic = Math.max(this.#monotonic, next.wakesAt);
      next.wake();
      await this.letRun();
    }
    this.#monotonic = end;
  }

  /** Lets time pass in one go, as when the event loop stalls: sleepers wake late. */
  async stall(ms: number): Promise<void> {
    this.#monotonic += ms;
    await this.pass(0);
  }

  /** The machine sleeps: time passes, but not for those who sleep on the clock. */
  suspend(ms: number): void {
    this.#monotonic += ms;
    for (const sleeper of this.#sleepers) sleeper.wakesAt += ms;
  }

  /** Sets the wall clock forward or back. */
  set(byMs: number): void {
    this.#offset += byMs;
  }

  #next(end: number): Sleeper | undefined {
    const due = this.#sleepers.filter(({ wakesAt }) => wakesAt <= end);
    const next = due.toSorted((a, b) => a.wakesAt - b.wakesAt)[0];
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
    return next;
  }
}

/** Lets everything run that waits for promises only. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
