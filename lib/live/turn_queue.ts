/** Longest time in milliseconds that messages keep all else waiting. */
const TURN_MS = 8;

export interface TurnQueueOptions {
  /** A clock that only goes forward, in milliseconds. */
  readonly elapsed?: () => number;
  /** Lets all else go on. */
  readonly pause?: () => Promise<void>;
}

/**
 * One queue for the messages of all clients: Deno hands them over without ever letting checks,
 * timers and other requests go on in between.
 */
export class TurnQueue {
  #works: (() => void)[] = [];
  #isRunning = false;
  readonly #elapsed: () => number;
  readonly #pause: () => Promise<void>;

  constructor({ elapsed = () => performance.now(), pause = nextTurn }: TurnQueueOptions = {}) {
    this.#elapsed = elapsed;
    this.#pause = pause;
  }

  /** Does the work at once, or after that of others; it must not throw. */
  add(work: () => void): void {
    this.#works.push(work);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let began = this.#elapsed();
    while (this.#works.length > 0) {
      const works = this.#works;
      this.#works = [];
      for (const work of works) {
        work();
        if (this.#elapsed() - began < TURN_MS) continue;
        await this.#pause();
        began = this.#elapsed();
      }
      // What comes within this turn belongs to it.
      await Promise.resolve();
    }
    this.#isRunning = false;
  }
}

async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
