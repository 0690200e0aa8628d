import { HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { type OlderPrices, RawCandles } from "./fine_prices.ts";

/** So many hours are in memory at once: those in which windows begin, and a day ago. */
const MOST_HOURS = 12;
/** Where an hour begins without a price, so many before it are looked at; what is older takes reading days. */
const HOURS_BEFORE = 3;

/** Single prices of a past that is kept elsewhere: the hours around them are in memory, the others are not. */
export class PastSpots {
  /** Those that were asked for last stand last. */
  readonly #hours = new Map<number, RawCandles>();

  constructor(private readonly older: OlderPrices) {}

  /** Bytes that its arrays take in memory. */
  get bytes(): number {
    return [...this.#hours.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * The price in force at a moment, as a history has it that is in memory from before it: in minutes where it is older than
   * `fineFrom`; null when nothing is known of that hour up to the moment, nor of those before it. What is older than
   * `keptFrom`, the beginning of an hour, counts for nothing. All in milliseconds.
   */
  priceAt(at: number, { fineFrom, keptFrom }: Record<"fineFrom" | "keptFrom", number>) {
    if (at < keptFrom) return null;
    const price = priceIn(this.#hourOf(at), at, fineFrom);
    for (let back = 1; price === null && back <= HOURS_BEFORE; back++) {
      const before = at - back * HOUR_MS;
      const last = before < keptFrom ? null : this.#hourOf(before).last();
      if (last !== null) return last.close;
    }
    return price;
  }

  /** The hours are to be read anew: they may have had another end when they were read. */
  forget(): void {
    this.#hours.clear();
  }

  #hourOf(at: number): RawCandles {
    const hour = Math.floor(at / HOUR_MS);
    const known = this.#hours.get(hour);
    this.#hours.delete(hour);
    const candles = known ?? this.#read(hour);
    this.#hours.set(hour, candles);
    const [oldest] = this.#hours.keys();
    if (this.#hours.size > MOST_HOURS && oldest !== undefined) this.#hours.delete(oldest);
    return candles;
  }

  #read(hour: number): RawCandles {
    const told = this.older.between(hour * HOUR_MS, (hour + 1) * HOUR_MS);
    const candles = new RawCandles(told.length);
    for (const candle of told) {
      candles.push({ ...candle, closeAt: candle.closeAt ?? candle.at });
    }
    return candles;
  }
}

function priceIn(candles: RawCandles, at: number, fineFrom: number): number | null {
  if (at >= fineFrom) return candles.priceAt(at);
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const index = candles.indexAtOrAfter(minute);
  if (candles.timeOf(index) < minute + MINUTE_MS) return candles.at(index).open;
  return index === 0 ? null : candles.at(index - 1).close;
}
