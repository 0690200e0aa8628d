import type { Pair } from "@/lib/alarms/pair.ts";
import { Background } from "@/lib/time/turns.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Candle } from "@/lib/market/candle.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { BackfillProgress } from "@/lib/protocol/frames.ts";
import { type CandlesRange, SourceError } from "@/lib/sources/source.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { Store } from "@/lib/store/store.ts";
import { durationWords } from "@/lib/text/times.ts";
import { type Clock, deadline, orAborted } from "@/lib/time/clock.ts";
import {
  Backoff,
  daysDone,
  decideBackfill,
  DEFAULT_PAST,
  nextRange,
  reachedAtStart,
  reachedBy,
} from "./plan.ts";

interface BackfillOptions extends Omit<SourceBackfillOptions, "source"> {
  readonly sources: ReadonlyMap<SourceName, PastSource>;
}

/**
 * Asks the sources in the background for what was before each pair's first price, until that reaches
 * back as far as history is kept. A restart goes on where the last run ended.
 */
export class Backfill {
  readonly #fills: readonly SourceBackfill[];
  #isRunning = false;

  constructor(private readonly options: BackfillOptions) {
    const sources = [...options.sources.values()];
    this.#fills = sources.map((source) => new SourceBackfill({ ...options, source }));
  }

  start(): void {
    this.#isRunning = true;
    // There may be more to ask for.
    this.options.store.onCommitted(() => this.#wake(), ["pairAdded", "firstPrice", "pairTroubled"]);
    this.#wake();
  }

  /** Stops asking; resolves when what was under way has been committed or dropped. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(this.#fills.map((fill) => fill.stop()));
  }

  /** How far it is, by symbol; without the pairs it is done with. */
  progress(): Record<string, BackfillProgress> {
    return Object.assign({}, ...this.#fills.map((fill) => fill.progress()));
  }

  #wake(): void {
    if (!this.#isRunning) return;
    for (const fill of this.#fills) fill.wake();
  }
}

/** A source that can tell the past. */
export type PastSource = Pick<MarketSource, "name" | "candles" | "past">;

interface SourceBackfillOptions {
  readonly source: PastSource;
  readonly store: Pick<Store, "state" | "histories" | "change" | "onCommitted" | "problem">;
  /** How far back history is wanted. */
  readonly days: number;
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  readonly random?: () => number;
  readonly log: Pick<Logger, "info" | "warn">;
  /** Whether nothing is to be written now, because the disk has too little room. */
  readonly isHeld: () => boolean;
  /** Called after every step. */
  readonly onProgress: () => void;
}

/** What is left to do for a pair. */
interface Task {
  readonly pair: Pair;
  readonly range: CandlesRange;
  /** How old the end of what is wanted is, in milliseconds. */
  readonly ageMs: number;
}

/** An answer that takes longer is given up, in milliseconds. */
const TIMEOUT_MS = 60_000;
/** Before it is looked again whether there is room, in milliseconds. */
const HELD_MS = 60_000;

/** Fills the past of one source's pairs, one question at a time: the pair of which the least is known comes first. */
class SourceBackfill {
  /** Pairs that had a step in this run: what was reached then is certain. */
  readonly #stepped = new Set<string>();
  readonly #backoff: Backoff;
  readonly #work: Background;
  #askAgainAt = -Infinity;

  constructor(private readonly options: SourceBackfillOptions) {
    const { clock, store, random = Math.random } = options;
    this.#backoff = new Backoff(clock, random);
    const hasFailed = () => store.problem !== null;
    this.#work = new Background({ clock, hasFailed, next: () => this.#next() });
  }

  /** Looks whether there is something to do. */
  wake(): void {
    this.#work.wake();
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  progress(): Record<string, BackfillProgress> {
    const { days, clock } = this.options;
    const now = clock.now();
    return Object.fromEntries(
      this.#tasks().map(({ pair, range: { to: reached } }) => [
        pair.symbol,
        { doneDays: daysDone({ reached, now, days }), days },
      ]),
    );
  }

  #tasks(): Task[] {
    const { source, store: { state }, days, clock } = this.options;
    const now = clock.now();
    return [...state.pairs.values()].flatMap((pair) => {
      const reached = pair.source === source.name ? this.#reached(pair, now) : null;
      if (reached === null || pair.trouble !== null) return [];
      const range = nextRange(this.#plan, { reached, now, days });
      return range === null ? [] : [{ pair, range, ageMs: now - reached }];
    });
  }

  #reached(pair: Pair, now: number): number | null {
    const oldestAt = this.options.store.histories.get(pair.symbol)?.oldestAt ?? null;
    if (this.#stepped.has(keyOf(pair))) return reachedBy(pair, oldestAt);
    return reachedAtStart(pair, oldestAt, this.#plan, now);
  }

  get #plan() {
    return this.options.source.past ?? DEFAULT_PAST;
  }

  /** The task to do next and when, on the clock that only goes forward. */
  #next() {
    const tasks = this.#tasks();
    if (tasks.length === 0) return null;
    const timed = tasks.map((task): [Task, number] => {
      return [task, Math.max(this.#backoff.restsUntil(keyOf(task.pair)), this.#askAgainAt)];
    });
    const [task, at] = timed.reduce((best, one) => {
      const sooner = one[1] - best[1];
      return sooner < 0 || (sooner === 0 && one[0].ageMs < best[0].ageMs) ? one : best;
    });
    const now = this.options.clock.monotonic();
    const isHeld = at <= now && this.options.isHeld();
    return { at: isHeld ? now + HELD_MS : at, step: () => this.#step(task) };
  }

  async #step({ pair, range }: Task): Promise<void> {
    const { source, clock, onProgress } = this.options;
    using limit = deadline(clock, TIMEOUT_MS, this.#work.signal);
    let wait = this.#plan.pauseMs;
    try {
      const answer = await orAborted(source.candles(pair, range, limit), limit);
      if (this.#work.hasEnded) return;
      // Storing only the oldest part would leave a gap that is never requested again.
      if (answer.problem !== null) throw new SourceError(source.name, answer.problem, "badAnswer");
      await this.#take(
        pair,
        range.from,
        answer.newestOpen ? answer.candles.slice(0, -1) : answer.candles,
      );
      this.#backoff.succeeded(keyOf(pair));
    } catch (error) {
      if (this.#work.hasEnded) return;
      wait = Math.max(wait, this.#failed(pair, error));
    }
    this.#askAgainAt = clock.monotonic() + wait;
    onProgress();
  }

  async #take(pair: Pair, from: number, candles: readonly Candle[]): Promise<void> {
    const { store, clock } = this.options;
    await store.change((state) => {
      const oldestAt = store.histories.get(pair.symbol)?.oldestAt ?? null;
      const filled = { pair, candles, from };
      const events = decideBackfill(state, filled, { oldestAt, now: clock.now() });
      return { events, result: null };
    });
    this.#stepped.add(keyOf(pair));
  }

  /** How long to leave the source alone, in milliseconds. */
  #failed(pair: Pair, error: unknown): number {
    const { waitMs, restMs } = this.#backoff.failed(keyOf(pair), error);
    const reason = error instanceof Error ? error.message : String(error);
    if (restMs !== null) {
      const text = "Cannot load the history of {symbol}; it is tried again in {rest}: {reason}";
      const rest = durationWords(restMs);
      this.options.log.warn(text, { symbol: pair.symbol, rest, reason });
    }
    return waitMs;
  }
}

/** A pair that was removed and added again is another one. */
function keyOf({ symbol, addedAt }: Pair): string {
  return `${symbol} ${addedAt}`;
}
