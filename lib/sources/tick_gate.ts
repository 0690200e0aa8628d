import type { Observation } from "@/lib/market/observation.ts";
import { isPrice } from "@/lib/market/price.ts";
import type { DroppedTicks } from "./price_stream.ts";
import type { Tick } from "./stream_protocol.ts";

interface Last {
  readonly tick: Tick;
  /** When it counts as having happened: with others of one millisecond, a little after what it says. */
  readonly at: number;
}

/** A message that is newer by its number may be dated this much earlier than the one before it. */
const CLOCK_GRAIN_MS = 1_000;

/** Lets through what is a price and newer than the one before; counts the rest. */
export class TickGate {
  readonly #last = new Map<string, Last>();
  readonly #dropped = { wrong: 0, repeated: 0, late: 0 };

  get dropped(): DroppedTicks {
    return { ...this.#dropped };
  }

  count(why: keyof DroppedTicks): null {
    this.#dropped[why]++;
    return null;
  }

  /** The symbol begins anew, whenever it comes again. */
  forget(symbol: string | undefined): void {
    if (symbol !== undefined) this.#last.delete(symbol);
  }

  /** The tick as an observation; null when it is dropped. */
  pass(symbol: string, tick: Tick): Observation | null {
    const { price, first } = tick;
    const low = tick.low === undefined ? price : tick.low;
    const high = tick.high === undefined ? price : tick.high;
    if (!isPrice(price) || !isPrice(low) || !isPrice(high)) return this.count("wrong");
    if (!Number.isSafeInteger(tick.at) || low > price || high < price) return this.count("wrong");
    const last = this.#last.get(symbol);
    const at = last === undefined ? tick.at : this.#momentAfter(last, tick);
    if (at === null) return null;
    this.#last.set(symbol, { at, tick });
    const told = { price, at, ...tradesOf(tick) };
    const known = isPrice(first) && first >= low && first <= high ? { first } : {};
    return tick.low === undefined ? told : { ...told, ...known, low, high };
  }

  /** When the tick counts as having happened, after the last one; null when it does not. */
  #momentAfter(last: Last, tick: Tick): number | null {
    const place = tick.order === undefined || last.tick.order === undefined
      ? placeByTime(last.tick, tick)
      : placeByOrder(last.tick.order, tick.order);
    if (place !== "newer") return this.count(place);
    // A clock that was set back is for others to judge.
    return tick.at < last.at - CLOCK_GRAIN_MS ? tick.at : Math.max(tick.at, last.at + 1);
  }
}

/** What a tick tells of the trades behind its price, for whoever must tell one trade from another. */
function tradesOf({ open, trades, trade, tradedAt }: Tick): Partial<Observation> {
  return {
    ...(isPrice(open) && { open }),
    ...(trades !== undefined && { trades }),
    ...(trade !== undefined && { trade }),
    ...(tradedAt !== undefined && { tradedAt }),
  };
}

type Place = "newer" | "repeated" | "late";

function placeByOrder(last: number, order: number): Place {
  if (order === last) return "repeated";
  return order < last ? "late" : "newer";
}

/** Several trades may share a millisecond: then they happened in the order in which they came. */
function placeByTime(last: Tick, tick: Tick): Place {
  if (tick.at < last.at) return "late";
  const isSame = tick.price === last.price && tick.low === last.low && tick.high === last.high;
  return tick.at === last.at && isSame ? "repeated" : "newer";
}
