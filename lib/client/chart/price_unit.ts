import { shortPrice } from "@/lib/market/format_price.ts";

/** The chart's library tells nothing apart that differs by less than 1e-14, and takes no value from 9e13 on. */
const SMALLEST_AS_IT_IS = 1e-5;
const LARGEST_AS_IT_IS = 1e12;
const LARGEST_TAKEN = 9e13;
const LEAST_MOVE = 1e-8;

/** Prices as the library has them, in units of a power of ten: 1.22 for 1.22e-14. */
export class PriceUnit {
  private constructor(readonly size: number) {}

  static readonly ONE = new PriceUnit(1);

  /** The unit in which prices up to this one can be drawn. */
  static of(highest: number): PriceUnit {
    if (!(highest > 0) || highest === Infinity) return PriceUnit.ONE;
    if (highest >= SMALLEST_AS_IT_IS && highest < LARGEST_AS_IT_IS) return PriceUnit.ONE;
    const power = Math.floor(Math.log10(highest));
    // From a text, the power is the nearest number there is to it.
    return new PriceUnit(Number(`1e${highest < 1 ? power : power - 6}`));
  }

  toChart(price: number): number {
    return this.size === 1 ? price : Math.min(LARGEST_TAKEN, price / this.size);
  }

  fromChart(value: number): number {
    return this.size === 1 ? value : value * this.size;
  }

  /** The smallest difference that the axis shows, of a tick of prices. */
  minMove(tick: number): number {
    if (this.size === 1) return tick;
    return Math.max(LEAST_MOVE, Number((tick / this.size).toPrecision(1)));
  }
}

/** A price, or a difference of prices: `−0.0₅12`. */
export function signedPrice(price: number): string {
  if (price === 0) return "0";
  return price < 0 ? `\u2212${shortPrice(-price)}` : shortPrice(price);
}
