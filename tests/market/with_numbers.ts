import { formatNumbersBy, type NumberLocale } from "@/lib/market/format_price.ts";

/** Writes numbers as a locale does until it is disposed of. */
export function withNumbers(locale: NumberLocale): Disposable {
  formatNumbersBy(() => locale);
  return { [Symbol.dispose]: () => formatNumbersBy(() => null) };
}
