import { addDecimals, compareDecimals, decimalOf, multiplyDecimals } from "@/lib/market/decimal.ts";

export type Move = "up" | "down";

const HUNDRED = decimalOf(100);

/** Whether `price` is at least `percentage` % above or below `reference`: exactly that far is far enough. */
export function hasMoved(
  price: number,
  reference: number,
  percentage: number,
  move: Move,
): boolean {
  const wanted = move === "up" ? 100 + percentage : 100 - percentage;
  const left = price * 100;
  const right = reference * wanted;
  const outlier = (left + reference * (100 + percentage)) * 1e-12;
  // Binary rounding decides nothing here: within its reach, and near the ends of the doubles, decimals do.
  const exact = outlier < 1e-250 || !(Math.abs(left - right) > outlier);
  const difference = exact ? compareExactly(price, reference, percentage, move) : left - right;
  return move === "up" ? difference >= 0 : difference <= 0;
}

/** In which of the wanted directions `price` has moved at least that far from `reference`; null for none. */
export function moveOf(
  price: number,
  reference: number,
  percentage: number,
  direction: Move | "any",
): Move | null {
  if (direction !== "down" && hasMoved(price, reference, percentage, "up")) return "up";
  if (direction !== "up" && hasMoved(price, reference, percentage, "down")) return "down";
  return null;
}

function compareExactly(price: number, reference: number, percentage: number, move: Move): number {
  const share = addDecimals(HUNDRED, decimalOf(move === "up" ? percentage : -percentage));
  const threshold = multiplyDecimals(decimalOf(reference), share);
  return compareDecimals(multiplyDecimals(decimalOf(price), HUNDRED), threshold);
}
