import { decimalText } from "@/lib/market/decimal.ts";

/** A round price somewhat above (`1`) or below (`-1`) another, as a person would type it: `70k`, `0.055`. */
export function roundPrice(price: number, side: 1 | -1): string {
  const step = stepOf(price);
  const steps = side === 1
    ? Math.floor(price * 1.01 / step) + 1
    : Math.ceil(price * 0.99 / step) - 1;
  const round = Number((Math.max(steps, 1) * step).toPrecision(6));
  return round >= 10_000 && round % 1000 === 0 ? `${round / 1000}k` : decimalText(round);
}

/** From a twentieth to a tenth of the price. */
function stepOf(price: number): number {
  const power = 10 ** Math.floor(Math.log10(price));
  const lead = price / power;
  if (lead < 2) return power / 10;
  return lead < 5 ? power / 5 : power / 2;
}
