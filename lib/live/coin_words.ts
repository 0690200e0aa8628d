import type { Pair } from "@/lib/store/state.ts";
import { SOURCE_TITLES } from "./source_names.ts";

type Named = Pick<Pair, "base" | "quote" | "source" | "sourceId" | "coinName">;

/** What the source calls the coin of a pair, or its id for it; null where it tells no more than the symbol. */
export function coinName({ base, source, sourceId, coinName }: Named): string | null {
  const name = coinName ?? (source === "coingecko" ? sourceId : null);
  return name === base ? null : name;
}

/** Which coin a pair is of: `Gatechain (gatechain-token) in USD, from CoinGecko`. */
export function coinWords(pair: Named): string {
  const { base, quote, source, sourceId } = pair;
  const name = coinName(pair) ?? base;
  const id = sourceId === null || sourceId === name ? "" : ` (${sourceId})`;
  return `${name}${id} in ${quote}, from ${SOURCE_TITLES[source]}`;
}
