import { durationWords } from "@/lib/text/times.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";
import { Refusal } from "@/lib/commands/command.ts";

/** The part of `Deno.cron` that the schedule uses. */
export type Cron = (
  name: string,
  schedule: string,
  options: { signal: AbortSignal },
  handler: () => Promise<void>,
) => Promise<void>;

interface ScheduleOptions {
  /** Seconds between checks; divides 60. */
  readonly intervalSeconds: number;
  readonly clock: Clock;
  readonly cron: Cron;
  /** Starts one check; the schedule does not wait for its end. */
  readonly check: () => void;
  /** A check was so late that the next one is as good. */
  readonly onSkipped: () => void;
  /** Something threw that should not; the next check comes all the same. */
  readonly onError: (error: unknown) => void;
}

/**
 * Starts the checks at even seconds of the minute (:00, :15, :30 and :45). `Deno.cron` has a grain of
 * one minute, so each minute's job makes that minute's checks.
 */
export class Schedule {
  readonly #stopping = new AbortController();
  #lastStart = -Infinity;

  constructor(private readonly options: ScheduleOptions) {}

  /** The first check runs at once; the rest of this minute follows, then `Deno.cron` takes over. */
  start(): void {
    const { cron, clock, onError } = this.options;
    const { signal } = this.#stopping;
    this.#check();
    void this.#checkAfter(delaysLeft(clock.now(), this.#interval));
    cron("check prices", "* * * * *", { signal }, () => this.runMinute()).catch(onError);
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Makes the checks of this minute; after a sleep of the machine also what is left of that in which it wakes. */
  async runMinute(): Promise<void> {
    const { clock } = this.options;
    let delays = delaysOfMinute(clock.now(), this.#interval);
    // The next job comes with the next full minute: until then nobody else would check.
    while (await this.#checkAfter(delays)) delays = delaysLeft(clock.now(), this.#interval);
  }

  get #interval(): number {
    return this.options.intervalSeconds * 1000;
  }

  /** Answers whether the minute was over long before its last check. */
  async #checkAfter(delays: readonly number[]): Promise<boolean> {
    const { clock } = this.options;
    const { signal } = this.#stopping;
    const began = clock.monotonic();
    const last = delays.at(-1);
    for (const delay of delays) {
      await clock.after(delay - (clock.monotonic() - began), signal);
      if (signal.aborted) return false;
      const late = clock.monotonic() - began - delay;
      if (late <= this.#interval / 2 || (delay === last && this.#isOverdue(late))) this.#check();
      else this.#skip();
    }
    return last !== undefined && clock.monotonic() - began - last >= this.#interval;
  }

  /** After a sleep of the machine or a long stall the next minute's job is late too: one check is made at once. */
  #isOverdue(late: number): boolean {
    const sinceLast = this.options.clock.monotonic() - this.#lastStart;
    return late > this.#interval && sinceLast > this.#interval / 2;
  }

  #check(): void {
    this.#lastStart = this.options.clock.monotonic();
    this.#attempt(this.options.check);
  }

  #skip(): void {
    this.#attempt(this.options.onSkipped);
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.options.onError(error);
    }
  }
}

/**
 * Milliseconds from `now` to each check of the minute, measured on the wall clock once, so that a
 * clock that is set in between moves no check. A job that starts a little early or late still takes
 * the check it is meant for.
 */
export function delaysOfMinute(now: number, interval: number): number[] {
  const slack = interval / 4;
  const first = Math.ceil((now - slack) / interval) * interval;
  const end = (Math.floor(first / MINUTE_MS) + 1) * MINUTE_MS;
  const delays: number[] = [];
  for (let at = first; at < end; at += interval) delays.push(at - now);
  return delays;
}

/** Milliseconds from `now` to each check that is still to come in this minute. */
function delaysLeft(now: number, interval: number): number[] {
  const sinceMinute = now % MINUTE_MS;
  return delaysOfMinute(now - sinceMinute, interval)
    .map((delay) => delay - sinceMinute)
    .filter((delay) => delay > 0);
}

/** Intervals without the end of a check after which the watchdog says so. */
const INTERVALS_UNTIL_WORD = 3;
/** Intervals after which it gives up: a new process may do what this one cannot. */
const INTERVALS_UNTIL_END = 10;

interface WatchdogOptions {
  readonly intervalMs: number;
  readonly clock: Pick<Clock, "after">;
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
      await clock.after(intervalMs, signal);
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

/** Between two checks that people ask for, whoever they are: a source counts each question. */
const LEAST_MS = 5 * SECOND_MS;
/** Who asks is answered after this long, with what is known by then. */
const ANSWER_MS = 5 * SECOND_MS;

/**
 * How people ask for a check between those of the schedule. It resolves when the sources have answered, or when that
 * takes too long, and rejects with a {@linkcode Refusal} when somebody asked just before.
 */
export function askedChecks(
  clock: Pick<Clock, "monotonic" | "after">,
  check: () => Promise<void>,
  signal: AbortSignal,
): () => Promise<void> {
  let last = -Infinity;
  return async () => {
    const left = last + LEAST_MS - clock.monotonic();
    if (left > 0) {
      const message = `The source was asked just now; ask again in ${
        Math.ceil(left / SECOND_MS)
      } s`;
      throw new Refusal("too_many_requests", message, "check");
    }
    last = clock.monotonic();
    await Promise.race([check(), clock.after(ANSWER_MS, signal)]);
  };
}
