import type { Clock } from "@/lib/time/clock.ts";

/** Timers know no longer time; what was waited for is looked at again then. In milliseconds. */
const LONGEST_NAP_MS = 60_000;

/** What is to be done next, and when: on the clock that only goes forward, in milliseconds. */
interface Next {
  readonly at: number;
  readonly step: () => Promise<void>;
}

interface BackgroundOptions {
  readonly clock: Clock;
  /** Null when there is nothing to do, until it is woken. */
  readonly next: () => Next | null;
  /** Whether nothing can be kept any more. */
  readonly hasFailed: () => boolean;
}

/** Work in the background, one step after the other, each in its time; it sleeps while there is nothing to do. */
export class Background {
  readonly #stopping = new AbortController();
  #nap: AbortController | null = null;
  #isWorking = false;
  #working: Promise<void> = Promise.resolve();

  constructor(private readonly options: BackgroundOptions) {}

  /** Aborts when it is stopped. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  get hasEnded(): boolean {
    return this.#stopping.signal.aborted || this.options.hasFailed();
  }

  /** Looks whether there is something to do. */
  wake(): void {
    this.#nap?.abort();
    if (this.#isWorking || this.hasEnded) return;
    this.#working = this.#work();
  }

  /** Begins no step more; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#nap?.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      while (!this.hasEnded) {
        const next = this.options.next();
        if (next === null) return;
        const wait = next.at - this.options.clock.monotonic();
        if (wait > 0) await this.#sleep(wait);
        else await next.step();
      }
    } finally {
      // In the same turn as the last look: whoever wakes it later starts it again.
      this.#isWorking = false;
    }
  }

  async #sleep(ms: number): Promise<void> {
    this.#nap = new AbortController();
    await this.options.clock.after(Math.min(ms, LONGEST_NAP_MS), this.#nap.signal);
    this.#nap = null;
  }
}
