import type { Doubts } from "@/lib/live/protocol.ts";
import type { Logger } from "@/lib/logs/get_logger.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { SOURCE_LABELS } from "@/lib/sources/labels.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { Pair, PricePoint } from "@/lib/store/state.ts";
import type { Committed, Store } from "@/lib/store/store.ts";
import { confirms } from "./confirms.ts";
import { decideConfirmed } from "./decide_confirmed.ts";
import type { Opinion, SecondOpinion } from "./second_opinion.ts";

export interface DoubtWatchOptions {
  readonly store: Pick<Store, "change" | "histories">;
  /** Another source that may confirm a jump; null where only another trade does. */
  readonly secondOpinion: SecondOpinion | null;
  readonly now: () => number;
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
    const { store, now, log } = this.options;
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
      const confirmed = { symbol, point, histories: store.histories, now: now() };
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
