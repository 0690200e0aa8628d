import { decimalText } from "@/lib/market/decimal.ts";
import { numberFormats } from "@/lib/market/number_formats.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { shortPrice } from "@/lib/market/short_price.ts";

const NICE = [5, 2, 1];
/** Any but zeros. */
const SOME_DIGIT = /[1-9]/;

/** The smallest difference between prices that is worth showing: as fine as the prices seen, no finer than is readable. */
export function tickOf(prices: readonly number[]): number {
  const highest = Math.max(...prices);
  if (!(highest > 0)) return 0.01;
  const seen = Math.max(...prices.map(decimalsIn));
  return 10 ** -Math.min(seen, readableDecimals(highest));
}

/** The largest of 1, 2 and 5 times a power of ten that is at most `size`, but never less than `tick`. */
export function niceStep(size: number, tick: number): number {
  if (!(size > tick)) return tick;
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = NICE.find((each) => each * power <= size * (1 + 1e-9)) ?? 1;
  return Math.max(tick, exact(factor * power));
}

/** The price at a whole number of steps, at least one, without what binary rounding adds. */
export function roundToStep(price: number, step: number): number {
  const rounded = Math.max(1, Math.round(price / step)) * step;
  const decimals = decimalsIn(step);
  // No number is written with more decimals.
  return decimals > 100 ? exact(rounded) : Number(rounded.toFixed(decimals));
}

/**
 * Writes prices with as many decimals as the tick has, so that those of an axis stand in line; tiny ones as
 * `0.0₄122`, since their zeros would take a quarter of a phone's width.
 */
export function axisPrice(tick: number): (price: number) => string {
  const digits = Math.min(20, decimalsIn(tick));
  const format = new Intl.NumberFormat(numberFormats().locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (price) => {
    const short = shortPrice(price);
    if (short !== formatPrice(price)) return short;
    const text = format.format(price);
    // A price that is far below all others is still no zero.
    return price > 0 && !SOME_DIGIT.test(text) ? short : text;
  };
}

/** As `formatPrice` does: two decimals from 1,000 up, four from 1 up, six digits below. */
function readableDecimals(price: number): number {
  if (price >= 1000) return 2;
  return price >= 1 ? 4 : 5 - Math.floor(Math.log10(price));
}

function decimalsIn(value: number): number {
  return decimalText(exact(value)).split(".")[1]?.length ?? 0;
}

/** 3 * 0.1 is meant as 0.3. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}
