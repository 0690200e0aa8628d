import { evaluatedPoint, type Pair, type PricePoint, type State } from "@/lib/alarms/pair.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import type { Held } from "@/lib/engine/gaps/gap.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import { isJump, type Observation } from "@/lib/market/accept.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { HistoryView } from "@/lib/market/history/history_view.ts";
import { SOURCE_LABELS, type SourceName, SOURCES } from "@/lib/market/source_name.ts";
import type { Outliers } from "@/lib/protocol/frames.ts";
import { COINS } from "@/lib/sources/listings.ts";
import { type PriceSource, SourceError } from "@/lib/sources/source.ts";
import { type Event, silenceOldest, type WatchedUpTo } from "@/lib/store/events.ts";
import type { Committed, Store } from "@/lib/store/store.ts";
import { type Clock, deadline } from "@/lib/time/clock.ts";

interface OutlierWatchOptions {
  readonly store: Pick<Store, "change" | "histories">;
  readonly held: Held;
  /** Another source that may confirm a jump; null where only another trade does. */
  readonly crossCheck: CrossCheck | null;
  readonly clock: Pick<Clock, "now">;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
}

/** What is known of a pair before an event. */
interface Known {
  readonly believed: number | null;
  readonly outlier: PricePoint | null;
}

function asKnown(pair: Pair | undefined): Known {
  if (pair === undefined) return { believed: null, outlier: null };
  return { believed: evaluatedPoint(pair)?.price ?? null, outlier: pair.unconfirmed };
}

/** Counts and logs prices that jumped too far to be believed at once, and asks another source about them. */
export class OutlierWatch {
  readonly #counts = new Map<string, Outliers>();
  readonly #asking = new Set<string>();
  #isStopped = false;
  /** Symbol → who confirms its outlier, while the decision is being committed. */
  readonly #confirmedBy = new Map<string, string>();

  constructor(private readonly options: OutlierWatchOptions) {}

  /** Doubts and confirmations of each pair that had some, since the program was started. */
  get counts(): Readonly<Record<string, Outliers>> {
    return Object.fromEntries(this.#counts);
  }

  /** Hears what was committed. */
  take({ events, before, state }: Pick<Committed, "events" | "before" | "state">): void {
    // A commit may hold many prices of a pair: each is held against what was known just before it.
    const known = new Map<string, Known>();
    const knownOf = (symbol: string) => known.get(symbol) ?? asKnown(before.pairs.get(symbol));
    for (const event of events) {
      if (event.type === "pairRemoved") this.#counts.delete(event.symbol);
      if (event.type === "priceDoubted" && event.point !== null) {
        const { symbol, point } = event;
        const { believed } = knownOf(symbol);
        this.#outlier(state.pairs.get(symbol), believed, point);
        known.set(symbol, { believed, outlier: point });
      }
      if (event.type !== "priceObserved") continue;
      const { symbol, observation: { price, at } } = event;
      const { believed, outlier } = knownOf(symbol);
      if (outlier !== null && at >= Date.parse(outlier.timestamp)) {
        this.#settle(symbol, { believed, outlier }, price);
        known.set(symbol, { believed: price, outlier: null });
      } else {
        known.set(symbol, { believed: price, outlier });
      }
    }
  }

  /** Asks no source any more, and ignores answers that still arrive. */
  stop(): void {
    this.#isStopped = true;
    this.options.crossCheck?.stop();
  }

  #outlier(pair: Pair | undefined, believed: number | null, point: PricePoint): void {
    if (pair === undefined) return;
    const { symbol, source } = pair;
    this.#count(symbol, { seen: 1 });
    this.options.log.warn(
      "{symbol} jumped from {from} to {price} at {source}; nothing fires before that is confirmed",
      {
        symbol,
        from: believed === null ? "nothing" : formatPrice(believed),
        price: formatPrice(point.price),
        source: SOURCE_LABELS[source],
      },
    );
    void this.#askAnother(pair, point);
  }

  /** The price after an outlier confirms it when it is near, and discards it otherwise. */
  #settle(
    symbol: string,
    { believed, outlier }: Known & { outlier: PricePoint },
    price: number,
  ): void {
    const next = formatPrice(price);
    const told = { symbol, price: formatPrice(outlier.price), next };
    if (believed !== outlier.price && !confirms(price, outlier.price, believed)) {
      this.options.log.info("{symbol} at {price} was a bad tick: the next price is {next}", told);
      return;
    }
    const by = this.#confirmedBy.get(symbol) ?? `another trade, at ${next}`;
    this.#confirmedBy.delete(symbol);
    this.#count(symbol, { confirmed: 1 });
    this.options.log.info("{symbol} at {price} is confirmed by {by}", { ...told, by });
  }

  async #askAnother(pair: Pair, point: PricePoint): Promise<void> {
    const { crossCheck, log } = this.options;
    const { symbol } = pair;
    if (crossCheck === null || crossCheck.name === pair.source) return;
    if (this.#asking.has(symbol)) return;
    this.#asking.add(symbol);
    try {
      const answer = await crossCheck.priceOf(pair);
      if (!this.#isStopped) await this.#hear(pair, point, answer);
    } catch (error) {
      if (this.#isStopped) return;
      const reason = error instanceof Error ? error.message : String(error);
      const name = SOURCE_LABELS[crossCheck.name];
      const price = formatPrice(point.price);
      log.warn("{name} cannot confirm {symbol} at {price}, another trade decides: {reason}", {
        ...{ name, symbol, price, reason },
      });
    } finally {
      this.#asking.delete(symbol);
    }
  }

  async #hear(pair: Pair, point: PricePoint, answer: CrossCheckAnswer): Promise<void> {
    const { store, held, clock, log } = this.options;
    const { symbol } = pair;
    const by = `${SOURCE_LABELS[answer.name]}, which has ${formatPrice(answer.price)}`;
    if (!confirms(answer.price, point.price, evaluatedPoint(pair)?.price ?? null)) {
      const price = formatPrice(point.price);
      log.info("{symbol} at {price} is not confirmed by {by}; another trade decides", {
        ...{ symbol, price, by },
      });
      return;
    }
    while (held.has(symbol)) await held.get(symbol);
    await store.change((state) => {
      const confirmed = { symbol, point, histories: store.histories, now: clock.now() };
      const events = decideConfirmed(state, confirmed);
      if (events.length > 0) this.#confirmedBy.set(symbol, by);
      return { events, result: null };
    });
  }

  #count(symbol: string, { seen = 0, confirmed = 0 }: Partial<Outliers>): void {
    const before = this.#counts.get(symbol) ?? { seen: 0, confirmed: 0 };
    this.#counts.set(symbol, {
      seen: before.seen + seen,
      confirmed: before.confirmed + confirmed,
    });
  }
}

/** Whether another source's price confirms an outlier: it is within the limit, and nearer to the outlier than to the last accepted price. */
export function confirms(answer: number, outlier: number, last: number | null): boolean {
  if (isJump(outlier, answer)) return false;
  return last === null || apart(answer, outlier) < apart(answer, last);
}

/** How far apart two prices are, the same up as down. */
function apart(a: number, b: number): number {
  return Math.abs(Math.log(a / b));
}

/** An outlier that another source confirms. */
interface Confirmed {
  readonly symbol: string;
  readonly point: PricePoint;
  readonly histories: ReadonlyMap<string, HistoryView>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Decides what a confirmed outlier changes; nothing when it no longer waits. */
export function decideConfirmed(
  state: State,
  { symbol, point, histories, now }: Confirmed,
): readonly Event[] {
  const pair = state.pairs.get(symbol);
  const { unconfirmed = null } = pair ?? {};
  const isWaiting = unconfirmed?.timestamp === point.timestamp && unconfirmed.price === point.price;
  if (pair === undefined || !isWaiting) return [];
  const at = Date.parse(point.timestamp);
  const { events } = decidePrices(state, {
    observations: new Map([[symbol, { price: point.price, at }]]),
    lateWhy: "the price waited for another source to confirm it",
    ...{ histories, now, staleAfterMs: Infinity, watched: watchedUpTo, areConfirmed: true },
  });
  return [...events, ...silenceOldest(state, events, now)];
}

/** In so short a time there is nothing to ask for, in milliseconds. */
const SHORTEST_GAP_MS = 2_000;

/** Between the price before and the confirmed one nothing is known. */
function watchedUpTo(pair: Pair, { at }: Observation): WatchedUpTo {
  const before = evaluatedPoint(pair);
  const from = before === null ? at : Date.parse(before.timestamp);
  return { from, grain: "point", leavesGap: at - from > SHORTEST_GAP_MS };
}

/** An outlier waits no longer than this for a cross-check, in milliseconds: the next price comes soon. */
const TIMEOUT_MS = 5_000;

/** What another source says. */
interface CrossCheckAnswer {
  readonly name: SourceName;
  readonly price: number;
}

/** Asks one source for the price of pairs of others. */
export class CrossCheck {
  readonly #stopping = new AbortController();

  constructor(
    private readonly source: PriceSource,
    private readonly clock: Pick<Clock, "after">,
  ) {}

  get name(): SourceName {
    return this.source.name;
  }

  /**
   * The price of a pair at this source now.
   * @throws {UnknownPairError} it does not list the pair
   * @throws {SourceError} it could not be asked in time, or has no price
   */
  async priceOf(pair: Pair): Promise<CrossCheckAnswer> {
    const { symbol, base, quote } = pair;
    if (isSmallCoin(pair)) {
      throw new SourceError(this.name, `its ${base} may be another coin of that symbol`, "refused");
    }
    using signal = deadline(this.clock, TIMEOUT_MS, this.#stopping.signal);
    const { observation } = await this.source.find({ symbol, base, quote }, signal);
    if (observation !== null) return { name: this.name, price: observation.price };
    throw new SourceError(this.name, "it has no usable price now", "badAnswer");
  }

  stop(): void {
    this.#stopping.abort();
  }
}

/** Dozens of coins share a symbol: of a small one that is known by its id, another source may list a namesake. */
function isSmallCoin({ source, sourceId, base }: Pair): boolean {
  return SOURCES[source].hasCoinIds === true && sourceId !== null && COINS.get(base) !== sourceId;
}
