import { judgedPoint, type Pair, type PricePoint, type State } from "@/lib/alarms/pair.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import { isJump } from "@/lib/market/accept.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { HistoryView } from "@/lib/market/history/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { SOURCE_LABELS, type SourceName, SOURCES } from "@/lib/market/source_name.ts";
import type { Doubts } from "@/lib/protocol/frames.ts";
import { COINS } from "@/lib/sources/coins.ts";
import { type PriceSource, SourceError } from "@/lib/sources/source.ts";
import { type Event, silenceOldest, type WatchedUpTo } from "@/lib/store/events.ts";
import type { Committed, Store } from "@/lib/store/store.ts";
import { type Clock, deadline } from "@/lib/time/clock.ts";

interface DoubtWatchOptions {
  readonly store: Pick<Store, "change" | "histories">;
  /** Another source that may confirm a jump; null where only another trade does. */
  readonly secondOpinion: SecondOpinion | null;
  readonly clock: Pick<Clock, "now">;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
}

/** What is known of a pair before an event. */
interface Known {
  readonly believed: number | null;
  readonly doubted: PricePoint | null;
}

function asKnown(pair: Pair | undefined): Known {
  if (pair === undefined) return { believed: null, doubted: null };
  return { believed: judgedPoint(pair)?.price ?? null, doubted: pair.unconfirmed };
}

/** Counts and logs prices that jumped too far to be believed at once, and asks another source about them. */
export class DoubtWatch {
  readonly #counts = new Map<string, Doubts>();
  readonly #asking = new Set<string>();
  #isStopped = false;
  /** Symbol → who confirms its doubted price, while that is on its way to the disk. */
  readonly #confirmedBy = new Map<string, string>();

  constructor(private readonly options: DoubtWatchOptions) {}

  /** Doubts and confirmations of each pair that had some, since the program was started. */
  get counts(): Readonly<Record<string, Doubts>> {
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
        this.#doubt(state.pairs.get(symbol), believed, point);
        known.set(symbol, { believed, doubted: point });
      }
      if (event.type !== "priceObserved") continue;
      const { symbol, observation: { price, at } } = event;
      const { believed, doubted } = knownOf(symbol);
      if (doubted !== null && at >= Date.parse(doubted.timestamp)) {
        this.#settle(symbol, { believed, doubted }, price);
        known.set(symbol, { believed: price, doubted: null });
      } else {
        known.set(symbol, { believed: price, doubted });
      }
    }
  }

  /** Asks nobody any more; what is still said is not heard. */
  stop(): void {
    this.#isStopped = true;
    this.options.secondOpinion?.stop();
  }

  #doubt(pair: Pair | undefined, believed: number | null, point: PricePoint): void {
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

  /** A price after a doubted one confirms it, being near, or takes it back. */
  #settle(
    symbol: string,
    { believed, doubted }: Known & { doubted: PricePoint },
    price: number,
  ): void {
    const next = formatPrice(price);
    const told = { symbol, price: formatPrice(doubted.price), next };
    if (believed !== doubted.price && !confirms(price, doubted.price, believed)) {
      this.options.log.info("{symbol} at {price} was a bad tick: the next price is {next}", told);
      return;
    }
    const by = this.#confirmedBy.get(symbol) ?? `another trade, at ${next}`;
    this.#confirmedBy.delete(symbol);
    this.#count(symbol, { confirmed: 1 });
    this.options.log.info("{symbol} at {price} is confirmed by {by}", { ...told, by });
  }

  async #askAnother(pair: Pair, point: PricePoint): Promise<void> {
    const { secondOpinion, log } = this.options;
    const { symbol } = pair;
    if (secondOpinion === null || secondOpinion.name === pair.source) return;
    if (this.#asking.has(symbol)) return;
    this.#asking.add(symbol);
    try {
      const opinion = await secondOpinion.priceOf(pair);
      if (!this.#isStopped) await this.#hear(pair, point, opinion);
    } catch (error) {
      if (this.#isStopped) return;
      const reason = error instanceof Error ? error.message : String(error);
      const name = SOURCE_LABELS[secondOpinion.name];
      const price = formatPrice(point.price);
      log.warn("{name} cannot confirm {symbol} at {price}, another trade decides: {reason}", {
        ...{ name, symbol, price, reason },
      });
    } finally {
      this.#asking.delete(symbol);
    }
  }

  async #hear(pair: Pair, point: PricePoint, opinion: Opinion): Promise<void> {
    const { store, clock, log } = this.options;
    const { symbol } = pair;
    const by = `${SOURCE_LABELS[opinion.name]}, which has ${formatPrice(opinion.price)}`;
    if (!confirms(opinion.price, point.price, judgedPoint(pair)?.price ?? null)) {
      const price = formatPrice(point.price);
      log.info("{symbol} at {price} is not confirmed by {by}; another trade decides", {
        ...{ symbol, price, by },
      });
      return;
    }
    await store.change((state) => {
      const confirmed = { symbol, point, histories: store.histories, now: clock.now() };
      const events = decideConfirmed(state, confirmed);
      if (events.length > 0) this.#confirmedBy.set(symbol, by);
      return { events, result: null };
    });
  }

  #count(symbol: string, { seen = 0, confirmed = 0 }: Partial<Doubts>): void {
    const before = this.#counts.get(symbol) ?? { seen: 0, confirmed: 0 };
    this.#counts.set(symbol, {
      seen: before.seen + seen,
      confirmed: before.confirmed + confirmed,
    });
  }
}

/** Whether another source's price speaks for a doubted one: it is near that, and nearer than to the last believed one. */
export function confirms(opinion: number, doubted: number, last: number | null): boolean {
  if (isJump(doubted, opinion)) return false;
  return last === null || apart(opinion, doubted) < apart(opinion, last);
}

/** How far apart two prices are, the same up as down. */
function apart(a: number, b: number): number {
  return Math.abs(Math.log(a / b));
}

/** A doubted price that another source confirms. */
interface Confirmed {
  readonly symbol: string;
  readonly point: PricePoint;
  readonly histories: ReadonlyMap<string, HistoryView>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Decides what a doubted price changes once it is confirmed; nothing when it does not wait any more. */
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
  const before = judgedPoint(pair);
  const from = before === null ? at : Date.parse(before.timestamp);
  return { from, grain: "point", leavesGap: at - from > SHORTEST_GAP_MS };
}

/** A doubted price waits for no longer than this, in milliseconds: the next one comes soon. */
const PATIENCE_MS = 5_000;

/** What another source says. */
interface Opinion {
  readonly name: SourceName;
  readonly price: number;
}

/** Asks one source for the price of pairs of others. */
export class SecondOpinion {
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
  async priceOf(pair: Pair): Promise<Opinion> {
    const { symbol, base, quote } = pair;
    if (isSmallCoin(pair)) {
      throw new SourceError(this.name, `its ${base} may be another coin of that symbol`, "refused");
    }
    using signal = deadline(this.clock, PATIENCE_MS, this.#stopping.signal);
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
