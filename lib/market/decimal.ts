/** The number that a double's shortest decimal text names: `coefficient × 10^exponent`, exactly. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** The decimal a person or a source wrote: 0.1 is one tenth here, not the binary number nearest to it. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new RangeError(`Cannot take ${value} as a decimal`);
  const [mantissa = "", power = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** The exact sum of two decimals. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: scaled(a, exponent) + scaled(b, exponent), exponent };
}

/** The exact product of two decimals. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const left = scaled(a, exponent);
  const right = scaled(b, exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A number written out in full, without an exponent: 1e-7 becomes `0.0000001`. */
export function decimalText(value: number): string {
  const { coefficient, exponent } = decimalOf(value);
  const sign = coefficient < 0n ? "-" : "";
  const digits = String(coefficient < 0n ? -coefficient : coefficient);
  if (exponent >= 0) return sign + digits + "0".repeat(coefficient === 0n ? 0 : exponent);
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

function scaled(value: Decimal, exponent: number): bigint {
  return value.coefficient * 10n ** BigInt(value.exponent - exponent);
}

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
