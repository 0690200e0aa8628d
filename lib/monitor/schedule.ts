import type { Clock } from "./clock.ts";

const MINUTE_MS = 60_000;

/** The part of `Deno.cron` that the schedule uses. */
export type Cron = (
  name: string,
  schedule: string,
  options: { signal: AbortSignal },
  handler: () => Promise<void>,
) => Promise<void>;

export interface ScheduleOptions {
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

  /** Makes the checks of this minute. */
  runMinute(): Promise<void> {
    return this.#checkAfter(delaysOfMinute(this.options.clock.now(), this.#interval));
  }

  get #interval(): number {
    return this.options.intervalSeconds * 1000;
  }

  async #checkAfter(delays: readonly number[]): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.#stopping;
    const began = clock.monotonic();
    const last = delays.at(-1);
    for (const delay of delays) {
      await clock.sleep(delay - (clock.monotonic() - began), signal);
      if (signal.aborted) return;
      const late = clock.monotonic() - began - delay;
      if (late <= this.#interval / 2 || (delay === last && this.#isOverdue(late))) this.#check();
      else this.#skip();
    }
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
export function delaysLeft(now: number, interval: number): number[] {
  const sinceMinute = now % MINUTE_MS;
  return delaysOfMinute(now - sinceMinute, interval)
    .map((delay) => delay - sinceMinute)
    .filter((delay) => delay > 0);
}
