import { isPrice } from "@/lib/market/price.ts";

const DECIMAL = /^\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** The price in a decimal string such as `"67187.33000000"`; null for everything that is not a positive number. */
export function parseDecimalPrice(value: unknown): number | null {
  if (typeof value !== "string" || !DECIMAL.test(value)) return null;
  const price = Number(value);
  return isPrice(price) ? price : null;
}
