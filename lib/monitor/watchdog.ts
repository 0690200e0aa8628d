import type { Clock } from "./clock.ts";
import { durationWords } from "@/lib/live/duration_words.ts";

/** Intervals without the end of a check after which the watchdog says so. */
const INTERVALS_UNTIL_WORD = 3;
/** Intervals after which it gives up: a new process may do what this one cannot. */
const INTERVALS_UNTIL_END = 10;

export interface WatchdogOptions {
  readonly intervalMs: number;
  readonly clock: Pick<Clock, "sleep">;
  /** Told what is wrong, and null when checks end again. */
  readonly onProblem: (problem: string | null) => void;
  /** Told once, when a supervisor should start the program again. */
  readonly onFatal: (error: Error) => void;
}

/**
 * Notices when checks end no more: a source or a disk that never answers, a schedule that died.
 *
 * It counts intervals that it slept through itself, so that a machine that wakes from an hour's sleep
 * is not taken for one that hung. An event loop that is blocked for good blocks the watchdog too and
 * cannot be seen from inside: for that, a supervisor asks `/healthz`.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #stopping = new AbortController();
  #intervals = 0;
  #problem: string | null = null;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#watch();
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** A check ended, whatever came of it. */
  checkEnded(): void {
    this.#intervals = 0;
    this.#tell(null);
  }

  async #watch(): Promise<void> {
    const { clock, intervalMs } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await clock.sleep(intervalMs, signal);
      if (!signal.aborted) this.#count();
    }
  }

  #count(): void {
    this.#intervals++;
    // The interval under way when the last check ended was not a whole one.
    const missed = this.#intervals - 1;
    if (missed < INTERVALS_UNTIL_WORD) return;
    const problem = `No check has ended for ${durationWords(missed * this.#options.intervalMs)}`;
    this.#tell(problem);
    if (missed < INTERVALS_UNTIL_END) return;
    this.stop();
    this.#options.onFatal(new Error(`${problem}; the program ends to be started again`));
  }

  #tell(problem: string | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#options.onProblem(problem);
  }
}
