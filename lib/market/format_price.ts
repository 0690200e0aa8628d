import { decimalText } from "./decimal.ts";
import { numberFormats } from "./number_formats.ts";

const MINUS = "\u2212";

/** A market price for reading: `67,187.34`, `1.2345`, `0.00001234`; never "0", never an exponent. */
export function formatPrice(price: number): string {
  const { large, middle, small } = numberFormats();
  if (price >= 1000) return large.format(price);
  return (price >= 1 ? middle : small).format(price);
}

/** A price with every digit it was typed with: `55,000.001`, `0.0000001`. */
export function formatExactPrice(price: number): string {
  const { group, decimal } = numberFormats();
  const [whole = "", fraction] = decimalText(price).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
}

/** A percentage as somebody asked for it, with all its digits: `5 %`, `0.001 %`. */
export function formatPercent(percent: number): string {
  return `${formatExactPrice(percent).replace("-", MINUS)} %`;
}

/** The size of a move, without its sign and to two decimals: `5.2 %`; tiny ones keep two digits. */
export function formatSize(percent: number): string {
  const { large, tiny } = numberFormats();
  const size = Math.abs(percent);
  return `${(size > 0 && size < 0.01 ? tiny : large).format(size)} %`;
}

/** A move with its sign: `+5.1 %`, `−0.25 %`, `0 %`; `minimumDigits` 2 keeps columns aligned: `+5.10 %`. */
export function formatChange(percent: number, minimumDigits: 0 | 2 = 0): string {
  const sign = percent > 0 ? "+" : percent < 0 ? MINUS : "";
  if (minimumDigits === 0) return sign + formatSize(percent);
  const digits = numberFormats().column.format(Math.abs(percent));
  return `${/[1-9]/.test(digits) ? sign : ""}${digits} %`;
}

/** How far `price` is from `reference`, in percent of `reference`; for showing, not for deciding. */
export function percentChange(price: number, reference: number): number {
  return ((price - reference) / reference) * 100;
}
