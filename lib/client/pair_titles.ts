import { titleOfSymbol } from "@/lib/market/pair_title.ts";
import type { ReadonlySignal } from "@preact/signals";

interface Named {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
}

let shown: ReadonlySignal<{ readonly pairs: readonly Named[] }> | null = null;

/** From now on the pairs of this model say where a symbol is cut. */
export function nameBy(model: ReadonlySignal<{ readonly pairs: readonly Named[] }>): void {
  shown = model;
}

/** A pair as screens write it, by its symbol. */
export function pairTitle(symbol: string): string {
  return titleOfSymbol(symbol, shown?.peek().pairs.find((each) => each.symbol === symbol));
}
