import { decimalText } from "./decimal.ts";

// One locale for server and browser, so that a page and the island that takes it over show the same text.
const LOCALE = "en-US";
const large = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 });
const middle = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 4 });
const small = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 6 });
const tiny = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 2 });
const column = new Intl.NumberFormat(LOCALE, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const MINUS = "\u2212";

/** A market price for reading: `67,187.34`, `1.2345`, `0.00001234`; never "0", never an exponent. */
export function formatPrice(price: number): string {
  if (price >= 1000) return large.format(price);
  return (price >= 1 ? middle : small).format(price);
}

/** A price with every digit it was typed with: `55,000.001`, `0.0000001`. */
export function formatExactPrice(price: number): string {
  const [whole = "", fraction] = decimalText(price).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A percentage as somebody asked for it, with all its digits: `5 %`, `0.001 %`. */
export function formatPercent(percent: number): string {
  return `${formatExactPrice(percent).replace("-", MINUS)} %`;
}

/** The size of a move, without its sign and to two decimals: `5.2 %`; tiny ones keep two digits. */
export function formatSize(percent: number): string {
  const size = Math.abs(percent);
  return `${(size > 0 && size < 0.01 ? tiny : large).format(size)} %`;
}

/** A move with its sign: `+5.1 %`, `−0.25 %`, `0 %`; `minimumDigits` 2 keeps columns aligned: `+5.10 %`. */
export function formatChange(percent: number, minimumDigits: 0 | 2 = 0): string {
  const sign = percent > 0 ? "+" : percent < 0 ? MINUS : "";
  if (minimumDigits === 0) return sign + formatSize(percent);
  const digits = column.format(Math.abs(percent));
  return `${digits === "0.00" ? "" : sign}${digits} %`;
}

/** How far `price` is from `reference`, in percent of `reference`; for showing, not for deciding. */
export function percentChange(price: number, reference: number): number {
  return ((price - reference) / reference) * 100;
}
