import { readTypedPrice } from "../typed_number.ts";
import { LineProblem } from "./line_problem.ts";
import type { LineWord } from "./line_words.ts";

/** A price, as every field reads it: `70k`, `1.2m`, `67,000.5`. @throws {LineProblem} */
export function readPrice({ text, typed }: LineWord, currentPrice: number | null): number {
  const read = readTypedPrice(text, "a price, such as 70000 or 70k", currentPrice);
  if (read.ok) return read.value;
  if (read.reason === "unclear") throw new LineProblem(typed, read.message);
  if (/^[$€£]?-/.test(text)) {
    throw new LineProblem(
      typed,
      `“${typed}”: a price is above 0; for a move write a percentage, such as ${typed}%`,
    );
  }
  throw new LineProblem(typed, `“${typed}” is not a price; write for example 70000, 70k or 0.05`);
}
