import { decimalText } from "@/lib/market/decimal.ts";
import { readTypedNumber } from "../typed_number.ts";
import { LineProblem } from "./line_problem.ts";
import type { LineWord } from "./line_words.ts";

const SHAPE = /^[$€£]?(.*?)(k|m|mn|mio|b|bn)?[$€£]?$/;
const POWERS: Readonly<Record<string, number>> = { k: 3, m: 6, mn: 6, mio: 6, b: 9, bn: 9 };
/** Groups of three, or three decimals. */
const AMBIGUOUS = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * A price: `70k`, `1.2m`, `67,000.5`. Of the two readings of `67,000` and `67.000` the one nearer to
 * the current price is taken, and without a price the comma groups. @throws {LineProblem}
 */
export function readPrice({ text, typed }: LineWord, currentPrice: number | null): number {
  const [, digits = "", suffix] = SHAPE.exec(text) ?? [];
  if (suffix === undefined && AMBIGUOUS.test(digits)) return nearer(digits, currentPrice);
  const read = readTypedNumber(digits, "a price, such as 70000 or 70k");
  if (read.ok) return suffix === undefined ? read.value : timesPower(read.value, suffix);
  if (/^-/.test(digits)) {
    throw new LineProblem(
      typed,
      `“${typed}”: a price is above 0; for a move write a percentage, such as ${typed}%`,
    );
  }
  throw new LineProblem(typed, `“${typed}” is not a price; write for example 70000, 70k or 0.05`);
}

/** By its decimals, so that `1.005k` is exactly 1005. */
function timesPower(value: number, suffix: string): number {
  return Number(`${decimalText(value)}e${POWERS[suffix] ?? 0}`);
}

function nearer(text: string, currentPrice: number | null): number {
  const [grouped, parted] = [Number(text.replace(/[.,]/, "")), Number(text.replace(",", "."))];
  if (currentPrice === null) return text.includes(",") ? grouped : parted;
  const distance = (price: number) => Math.abs(Math.log(price / currentPrice));
  return distance(grouped) <= distance(parted) ? grouped : parted;
}
