import type { Pair, State, StoredTrouble } from "@/lib/alarms/pair.ts";
import type { Held } from "@/lib/engine/gaps/gap.ts";
import { getLogger, type Logger } from "@/lib/logs/logger.ts";
import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import type { SourceStatus, Status } from "@/lib/protocol/frames.ts";
import type { MarketSource, SourceCare } from "@/lib/sources/market_source.ts";
import { type PairTrouble, type PairTroubles, SourceError } from "@/lib/sources/source.ts";
import type { Store } from "@/lib/store/store.ts";
import { durationWords } from "@/lib/text/times.ts";
import { type Clock, deadline, orAborted } from "@/lib/time/clock.ts";
import { CrossCheck, OutlierWatch } from "./cross_check.ts";
import { withNewName } from "@/lib/sources/listings.ts";
import type { Event } from "@/lib/store/events.ts";

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

/** Sources remember their answers, for an hour as a rule: being asked so often costs them nothing, in milliseconds. */
const ASKED_AGAIN_MS = 60_000;
/** An answer that takes longer is given up, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** A source that may know which pairs are in trouble. */
type HealthSource = Partial<Pick<SourceCare, "health">>;

interface HealthWatchOptions {
  readonly store: Pick<Store, "state" | "change">;
  readonly sources: ReadonlyMap<SourceName, HealthSource>;
  readonly clock: Clock;
  readonly log: Pick<Logger, "warn" | "info" | "error">;
}

/** Notices pairs that their source has delisted, halted or renamed, and that it trades them again. */
export class HealthWatch {
  readonly #askedAt = new Map<SourceName, number>();
  readonly #underWay = new Map<SourceName, Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(private readonly options: HealthWatchOptions) {}

  /** Asks the sources whose turn it is, one question each at a time. Never rejects. */
  async look(): Promise<void> {
    const groups = Map.groupBy(this.options.store.state.pairs.values(), ({ source }) => source);
    for (const [name, pairs] of groups) this.#start(name, pairs);
    await Promise.all(this.#underWay.values());
  }

  /** Stops asking; resolves when what was under way has been committed or dropped. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underWay.values());
  }

  #start(name: SourceName, pairs: readonly Pair[]): void {
    const source = this.options.sources.get(name);
    const sinceAsked = this.options.clock.monotonic() - (this.#askedAt.get(name) ?? -Infinity);
    const isDue = sinceAsked >= ASKED_AGAIN_MS && !this.#underWay.has(name);
    if (source === undefined || !isDue || this.#stopping.signal.aborted) return;
    this.#askedAt.set(name, this.options.clock.monotonic());
    const work = this.#ask(name, source, pairs).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, work);
  }

  async #ask(name: SourceName, source: HealthSource, asked: readonly Pair[]): Promise<void> {
    using limit = deadline(this.options.clock, TIMEOUT_MS, this.#stopping.signal);
    try {
      const answer = source.health?.(asked, limit);
      if (answer === undefined) return;
      const troubles = await orAborted(answer, limit);
      if (!this.#stopping.signal.aborted) await this.#take(asked, troubles);
    } catch (error) {
      this.#failed(name, error);
    }
  }

  async #take(asked: readonly Pair[], troubles: PairTroubles): Promise<void> {
    const { store, clock } = this.options;
    const changed = await store.change((state) => {
      const events = decideTroubles(state, { asked, troubles, now: clock.now() });
      const result = events.map(({ symbol, trouble }) => ({
        ...{ symbol, trouble },
        before: state.pairs.get(symbol)?.trouble ?? null,
      }));
      return { events, result };
    });
    for (const change of changed) this.#tell(change);
  }

  #tell({ symbol, trouble, before }: {
    readonly symbol: string;
    readonly trouble: StoredTrouble | null;
    readonly before: StoredTrouble | null;
  }): void {
    const { log } = this.options;
    if (trouble === null) {
      log.info("{symbol} is traded again; its alarms are judged again", { symbol });
    } else if (trouble.kind !== before?.kind) {
      const { kind, reason } = trouble;
      log.warn("{symbol} is {kind}; its alarms do not fire: {reason}", { symbol, kind, reason });
    }
  }

  /** A source that cannot be reached says so at every check: only what is unexpected is logged. */
  #failed(source: SourceName, error: unknown): void {
    if (error instanceof SourceError || isTimeout(error) || this.#stopping.signal.aborted) return;
    this.options.log.error("Cannot ask {source} about its pairs: {error}", { source, error });
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/** What a source answered about the health of pairs. */
interface HealthAnswer {
  /** The pairs as they were when it was asked. */
  readonly asked: readonly Pair[];
  readonly troubles: PairTroubles;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

type TroubleEvent = Event & { readonly type: "pairTroubled" };

/** Decides which pairs their source has given up, and which it trades again. */
export function decideTroubles(
  { pairs }: State,
  { asked, troubles, now }: HealthAnswer,
): readonly TroubleEvent[] {
  return asked.flatMap(({ symbol, addedAt, source }) => {
    const pair = pairs.get(symbol);
    // Removed, and perhaps added again, while the source was asked.
    if (pair === undefined || pair.addedAt !== addedAt || pair.source !== source) return [];
    const trouble = nextTrouble(pair, troubles.get(symbol), now);
    if (trouble === pair.trouble) return [];
    return [{ type: "pairTroubled" as const, symbol, trouble }];
  });
}

function nextTrouble(
  { base, trouble: before }: Pair,
  found: PairTrouble | undefined,
  now: number,
): StoredTrouble | null {
  if (found === undefined) return null;
  const trouble = withNewName(found, base);
  if (before?.kind !== trouble.kind) return { ...trouble, since: new Date(now).toISOString() };
  // The same trouble in other words began when it began.
  return before.reason === trouble.reason ? before : { ...trouble, since: before.since };
}
