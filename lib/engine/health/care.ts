import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { Held } from "@/lib/engine/gaps/gap.ts";
import { getLogger, type Logger } from "@/lib/logs/logger.ts";
import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import type { SourceStatus, Status } from "@/lib/protocol/frames.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import { SourceError } from "@/lib/sources/source.ts";
import type { Store } from "@/lib/store/store.ts";
import { durationWords } from "@/lib/text/times.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { CrossCheck, OutlierWatch } from "./cross_check.ts";
import { HealthWatch } from "./health_watch.ts";

interface CareOptions {
  readonly store: Store;
  readonly held: Held;
  readonly sources: ReadonlyMap<SourceName, MarketSource>;
  readonly intervalMs: number;
  /** Asked to confirm jumps of pairs of other sources. */
  readonly confirmSource: SourceName | undefined;
  readonly clock: Clock;
}

/** Watches the sources and their pairs beside the checks: what is dead, silent, slowed down or an outlier. */
export class Care {
  readonly doubts: OutlierWatch;
  readonly #store: Store;
  readonly #health: HealthWatch;
  readonly #outages: OutageLog;
  readonly #slowing: SlowingLog;

  constructor(
    { store, held, sources, intervalMs, confirmSource, clock }: CareOptions,
  ) {
    const log = getLogger("monitor");
    const confirming = confirmSource && sources.get(confirmSource);
    this.#store = store;
    const crossCheck = confirming ? new CrossCheck(confirming, clock) : null;
    this.doubts = new OutlierWatch({ store, held, crossCheck, clock, log });
    this.#health = new HealthWatch({ store, sources, clock, log });
    this.#outages = new OutageLog({ log, clock });
    this.#slowing = new SlowingLog({ log, intervalMs });
    store.onCommitted(
      (committed) => this.doubts.take(committed),
      ["priceDoubted", "priceAfterOutlier", "pairRemoved"],
    );
  }

  /** Asks how the pairs are, beside a check. Never rejects. */
  look(): void {
    void this.#health.look();
  }

  /** Says in the log what the status after a check brings. */
  checkEnded(status: Status): void {
    this.#outages.look({ ...status, pairs: this.#store.state.pairs });
    this.#slowing.look(status.sources);
  }

  /** Stops asking; resolves when what was under way has been committed or dropped. */
  async stop(): Promise<void> {
    this.doubts.stop();
    await this.#health.stop();
  }
}

interface OutageLogOptions {
  readonly log: Pick<Logger, "info" | "warn">;
  readonly clock: Pick<Clock, "now">;
}

/** What the log looks at: the pairs, and what the status says of them. */
interface Seen extends Pick<Status, "noData" | "stale" | "sources"> {
  readonly pairs: State["pairs"];
}

/** Says in the log, once an outage and for all its pairs, that there is no data from a source, and for how long there was none. */
export class OutageLog {
  /** Symbol → the outage that was logged for it. */
  readonly #told = new Map<string, { readonly source: SourceName; readonly since: string }>();

  constructor(private readonly options: OutageLogOptions) {}

  look(seen: Seen): void {
    const out = pairsWithoutData(seen);
    this.#tellEnds(seen, new Set(out.map(({ symbol }) => symbol)));
    const begun = out.filter(({ symbol }) => !this.#told.has(symbol));
    for (const [source, pairs] of Map.groupBy(begun, (pair) => pair.source)) {
      this.#tellBegin(source, pairs, seen);
    }
  }

  #tellBegin(source: SourceName, pairs: readonly Pair[], { stale }: Seen): void {
    for (const pair of pairs) this.#told.set(pair.symbol, { source, since: lastNews(pair) });
    const symbols = pairs.map(({ symbol }) => symbol);
    this.options.log.warn("No data from {source} for {pairs} since {since}: {reason}", {
      source: SOURCE_LABELS[source],
      pairs: someOf(symbols),
      since: earliest(pairs.map(lastNews)),
      reason: stale[symbols[0] ?? ""] ?? "there is no newer price",
    });
  }

  #tellEnds({ pairs }: Seen, out: ReadonlySet<string>): void {
    const over = [...this.#told].filter(([symbol]) => !out.has(symbol));
    for (const [symbol] of over) this.#told.delete(symbol);
    // Removed, moved to another source or given up by it: nothing came back.
    const back = over.filter(([symbol, { source }]) => {
      const pair = pairs.get(symbol);
      return pair?.source === source && pair.trouble === null;
    });
    for (const [source, group] of Map.groupBy(back, ([, outage]) => outage.source)) {
      const since = Date.parse(earliest(group.map(([, outage]) => outage.since)));
      this.options.log.info("Data from {source} again for {pairs}, after {span}", {
        source: SOURCE_LABELS[source],
        pairs: someOf(group.map(([symbol]) => symbol)),
        span: durationWords(this.options.clock.now() - since),
      });
    }
  }
}

/** While a source does not answer, an outage of one of its pairs is one of all. */
function pairsWithoutData({ pairs, noData, sources }: Seen): Pair[] {
  const silent = new Set(sources.flatMap(({ name, reachable }) => reachable ? [] : [name]));
  const groups = Map.groupBy(pairs.values(), (pair) => pair.source);
  return [...groups].flatMap(([source, group]) => {
    const out = group.filter(({ symbol }) => noData[symbol] !== undefined);
    const isWhole = silent.has(source) && out.length > 0;
    return isWhole ? group.filter(({ trouble }) => trouble === null) : out;
  });
}

function lastNews({ lastUpdate, addedAt }: Pair): string {
  return lastUpdate ?? addedAt;
}

function earliest(times: readonly string[]): string {
  return times.reduce((first, time) => Date.parse(time) < Date.parse(first) ? time : first);
}

/** The first names, and how many more there are. */
function someOf(symbols: readonly string[]): string {
  const shown = symbols.slice(0, 3);
  const more = symbols.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

interface SlowingLogOptions {
  readonly log: Pick<Logger, "info">;
  readonly intervalMs: number;
}

/** Says in the log, once, that a source is asked less often than every check, and when it is again. */
export class SlowingLog {
  readonly #slowed = new Set<SourceName>();

  constructor(private readonly options: SlowingLogOptions) {}

  look(sources: readonly Pick<SourceStatus, "name" | "budget">[]): void {
    for (const { name, budget } of sources) {
      const slowedToMs = budget?.slowedToMs ?? null;
      if (this.#slowed.has(name) === (slowedToMs !== null)) continue;
      if (slowedToMs === null) this.#tellEnd(name);
      else this.#tellBegin(name, slowedToMs, budget?.limit, budget?.per);
    }
  }

  #tellBegin(name: SourceName, slowedToMs: number, limit?: number, per?: string): void {
    this.#slowed.add(name);
    this.options.log.info(
      "{source} is asked every {span} instead of every {usual}: its {limit} calls a {per} would run out",
      {
        source: SOURCE_LABELS[name],
        span: durationWords(slowedToMs),
        usual: durationWords(this.options.intervalMs),
        ...{ limit, per },
      },
    );
  }

  #tellEnd(name: SourceName): void {
    this.#slowed.delete(name);
    this.options.log.info("{source} is asked every {usual} again", {
      source: SOURCE_LABELS[name],
      usual: durationWords(this.options.intervalMs),
    });
  }
}

/** Logs a failing source once when it begins to fail, once a new reason, and once when it answers again. */
export class ProblemLog {
  readonly #failing = new Map<SourceName, string>();

  constructor(private readonly log: Pick<Logger, "info" | "warn" | "error">) {}

  failed({ source, error }: { source: SourceName; error: unknown }): void {
    if (!(error instanceof SourceError)) {
      this.log.error("A check of {source} failed: {error}", { source, error });
      return;
    }
    if (this.#failing.get(source) === error.message) return;
    this.#failing.set(source, error.message);
    this.log.warn("No prices from {source}: {reason}", { source, reason: error.message });
  }

  answered(source: SourceName): void {
    if (this.#failing.delete(source)) this.log.info("{source} answers again", { source });
  }
}
