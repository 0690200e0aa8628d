import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { Streams } from "@/lib/engine/ticks/source_feed.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import { gapsOf, type Span, unwatchedMs } from "@/lib/market/candle.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type {
  Outliers,
  SourceBudget,
  SourceStatus,
  Status,
  StreamStatus,
} from "@/lib/protocol/frames.ts";
import type { SourceCare } from "@/lib/sources/market_source.ts";
import type { PriceSource } from "@/lib/sources/source.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";
import type { Steps } from "@/lib/time/turns.ts";
import { DAY_MS } from "@/lib/time/durations.ts";

interface StatusBoardOptions {
  readonly version: string;
  readonly checkIntervalSeconds: number;
  /** What the start had to restore or import; null when nothing. */
  readonly recovery: string | null;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly gauge: Pick<SourceGauge, "budget" | "newsWithinMs">;
  /** How a source's stream is; null for a source without one. Left out where there are none. */
  readonly streamOf?: (source: SourceName) => StreamStatus | null;
}

/** What is known from outside the board at the moment of asking. */
interface StatusInput {
  readonly state: State;
  readonly storeProblem: string | null;
  readonly diskProblem: string | null;
  readonly doubts: Readonly<Record<string, Outliers>>;
  readonly clients: number;
}

type Answering = Omit<SourceStatus, "budget" | "stream">;

/** Remembers how the checks and the sources are doing. */
export class StatusBoard {
  readonly #startedAt: string;
  readonly #sources = new Map<SourceName, Answering>();
  readonly #problems = new Map<SourceName, ReadonlyMap<string, string>>();
  readonly #unusableCandles = new Map<SourceName, ReadonlyMap<string, string>>();
  #checks = { done: 0, failed: 0, skipped: 0 };
  #lastCheckAt: number | null = null;
  #lastCheckEnded: number;
  #checksProblem: string | null = null;

  constructor(private readonly options: StatusBoardOptions) {
    this.#startedAt = this.#time();
    this.#lastCheckEnded = options.clock.monotonic();
  }

  /** A source answered; `problems` are the pairs it gave no usable price for. */
  answered(name: SourceName, problems: ReadonlyMap<string, string>): void {
    this.#problems.set(name, problems);
    this.#sources.set(name, {
      name,
      reachable: true,
      lastSuccessAt: this.#time(),
      failingSince: null,
      problem: null,
    });
  }

  /** The candles of these pairs of a source cannot be used, for the reasons given: what is between two prices is not seen. */
  candlesUnusable(name: SourceName, reasons: ReadonlyMap<string, string>): void {
    this.#unusableCandles.set(name, reasons);
  }

  /** A source could not be asked, or has still not answered the last check. */
  failed(name: SourceName, problem: string): void {
    const before = this.#sources.get(name);
    this.#sources.set(name, {
      name,
      reachable: false,
      lastSuccessAt: before?.lastSuccessAt ?? null,
      failingSince: before?.failingSince ?? this.#time(),
      problem,
    });
  }

  checkEnded(outcome: "done" | "failed"): void {
    this.#checks = { ...this.#checks, [outcome]: this.#checks[outcome] + 1 };
    this.#lastCheckAt = this.options.clock.now();
    this.#lastCheckEnded = this.options.clock.monotonic();
  }

  /** When the last check ended, as ISO 8601 in UTC; null before the first one. */
  get lastCheckAt(): string | null {
    return this.#lastCheckAt === null ? null : new Date(this.#lastCheckAt).toISOString();
  }

  checkSkipped(): void {
    this.#checks = { ...this.#checks, skipped: this.#checks.skipped + 1 };
  }

  /** Why checks end no more; null while they do. */
  checksStandStill(problem: string | null): void {
    this.#checksProblem = problem;
  }

  /** Milliseconds since the last check ended, or since the start while none has. */
  sinceLastCheck(): number {
    return this.options.clock.monotonic() - this.#lastCheckEnded;
  }

  status({ state, storeProblem, diskProblem, doubts, clients }: StatusInput): Status {
    const { clock, gauge } = this.options;
    return {
      version: this.options.version,
      startedAt: this.#startedAt,
      checkIntervalSeconds: this.options.checkIntervalSeconds,
      lastCheckAt: this.lastCheckAt,
      checks: this.#checks,
      sources: this.#sourcesOf(state),
      stale: this.#staleReasons(state),
      noData: noDataSince(state.pairs.values(), clock.now(), (pair) => gauge.newsWithinMs(pair)),
      doubts,
      unwatchedSeconds: unwatchedToday(state, clock.now()),
      storeProblem,
      diskProblem,
      checksProblem: this.#checksProblem,
      recovery: this.options.recovery,
      clients,
    };
  }

  #sourcesOf({ pairs }: State): SourceStatus[] {
    const { gauge, streamOf } = this.options;
    const used = new Set([...pairs.values()].map((pair) => pair.source));
    return [...this.#sources.values()]
      .filter(({ name }) => used.has(name))
      .map((source) => ({
        ...source,
        budget: gauge.budget(source.name),
        stream: streamOf?.(source.name) ?? null,
      }));
  }

  #staleReasons(state: State): Record<string, string> {
    const reasons: Record<string, string> = {};
    for (const pair of state.pairs.values()) {
      const reason = this.#staleReason(pair);
      if (reason !== null) reasons[pair.symbol] = reason;
    }
    return reasons;
  }

  #staleReason(pair: Pair): string | null {
    const { symbol, source, lastUpdate, unconfirmed, trouble } = pair;
    if (trouble !== null) return trouble.reason;
    const { problem } = this.#sources.get(source) ?? { problem: null };
    if (problem !== null) return problem;
    const own = this.#problems.get(source)?.get(symbol) ??
      this.#unusableCandles.get(source)?.get(symbol);
    if (own !== undefined) return own;
    if (unconfirmed !== null) {
      return `A jump to ${formatPrice(unconfirmed.price)} waits for its confirmation`;
    }
    if (lastUpdate === null) return "No price yet";
    const age = this.options.clock.now() - Date.parse(lastUpdate);
    const isLate = age > this.options.gauge.newsWithinMs(pair);
    return isLate ? "The source has no newer price" : null;
  }

  #time(): string {
    return new Date(this.options.clock.now()).toISOString();
  }
}

type Priced = Pick<Pair, "symbol" | "source" | "addedAt" | "lastUpdate" | "trouble">;

/**
 * Symbol → the moment of its last price, of the pairs that have had none for longer than their source
 * explains (ms). By the source's own time where it tells one: the same old price again is no news. A pair
 * that its source has delisted is reported as such.
 */
export function noDataSince(
  pairs: Iterable<Priced>,
  now: number,
  newsWithinMs: (pair: Priced) => number,
): Readonly<Record<string, string>> {
  const since: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.lastUpdate ?? pair.addedAt;
    const isLate = now - Date.parse(at) > newsWithinMs(pair);
    if (pair.trouble === null && isLate) since[pair.symbol] = at;
  }
  return since;
}

/** Reads the moments of all stretches, which the first status would do in one turn: a thousand pairs have 200,000. */
export function* readGaps({ pairs }: State): Steps<void> {
  for (const { coverage = [] } of pairs.values()) {
    gapsOf(coverage);
    yield;
  }
}

/** Symbol → whole unwatched seconds of a span; pairs with none are left out. */
function unwatchedIn({ pairs }: State, span: Span): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const { symbol, coverage = [] } of pairs.values()) {
    const missed = Math.round(unwatchedMs(coverage, span) / 1000);
    if (missed > 0) seconds[symbol] = missed;
  }
  return seconds;
}

/** The same for the UTC day of a moment, in milliseconds. */
export function unwatchedToday(state: State, now: number): Record<string, number> {
  return unwatchedIn(state, dayOf(now));
}

/** The UTC day of a moment. */
function dayOf(at: number): Span {
  const from = Math.floor(at / DAY_MS) * DAY_MS;
  return { from, to: from + DAY_MS };
}

/** Rounds without a newer price after which there is no data. */
const ROUNDS_WITHOUT_NEWS = 3;
/** Rounds in which polling takes over a pair that its stream has fallen silent about. */
const ROUNDS_TO_TAKE_OVER = 2;
/** A stream that works brings a price when there is a trade: a quiet market is no outage for so long, in milliseconds. */
const QUIET_MARKET_MS = 10 * 60_000;

/** A source that may tell what is used of what it allows. */
export type GaugedSource = Pick<PriceSource, "staleAfterMs"> & Partial<Pick<SourceCare, "usage">>;

interface SourceGaugeOptions {
  readonly sources: ReadonlyMap<SourceName, GaugedSource>;
  readonly intervalMs: number;
  readonly streams: Streams;
}

/** Tells what is used of what the sources allow, and what that means for how often there are prices. */
export class SourceGauge {
  constructor(private readonly options: SourceGaugeOptions) {}

  /** Null where the source limits nothing. */
  budget(name: SourceName): SourceBudget | null {
    const usage = this.options.sources.get(name)?.usage?.() ?? null;
    if (usage === null) return null;
    const { used, limit, per, resetsAt, slowedTo = null } = usage;
    return { used, limit, per, resetsAt: new Date(resetsAt).toISOString(), slowedToMs: slowedTo };
  }

  /** Within so many milliseconds of a pair's last price there must be a newer one, or there is no data. */
  newsWithinMs(
    { symbol, source }: { readonly symbol: string; readonly source: SourceName },
  ): number {
    const { sources, intervalMs, streams } = this.options;
    if (streams.feeds(symbol)) return QUIET_MARKET_MS;
    const everyMs = Math.max(intervalMs, this.budget(source)?.slowedToMs ?? 0);
    const quietLimitMs = Math.max(
      ROUNDS_WITHOUT_NEWS * everyMs,
      sources.get(source)?.staleAfterMs ?? 0,
    );
    const isStreamed = streams.statusOf(source) !== null;
    return quietLimitMs + (isStreamed ? ROUNDS_TO_TAKE_OVER * intervalMs : 0);
  }
}

interface DayReportOptions {
  readonly store: Pick<Store, "state">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Pick<Logger, "info" | "warn">;
}

/** Says once a day in the log which pairs were not watched all through the day that ended (UTC). */
export class DayReport {
  #day: number;

  constructor(private readonly options: DayReportOptions) {
    this.#day = dayOf(options.clock.now()).from;
  }

  /** To be called now and then; speaks when a day has ended since the last call. */
  look(): void {
    const { store: { state }, clock } = this.options;
    const today = dayOf(clock.now()).from;
    if (today <= this.#day || state.pairs.size === 0) return;
    const ended = dayOf(today - 1);
    this.#day = today;
    this.#tell(new Date(ended.from).toISOString().slice(0, 10), unwatchedIn(state, ended));
  }

  #tell(day: string, seconds: Readonly<Record<string, number>>): void {
    const { store: { state }, log } = this.options;
    const missed = Object.entries(seconds).map(([symbol, count]) => `${symbol} ${count} s`);
    if (missed.length === 0) {
      log.info("All {pairs} pairs were watched through {day}", { pairs: state.pairs.size, day });
      return;
    }
    const pairs = missed.join(", ");
    log.warn("Not watched on {day} (UTC): {pairs}", { day, pairs });
  }
}
