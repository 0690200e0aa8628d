import type { SourceName } from "./source_name.ts";

/** One of the pairs that a name may mean; asked for with these fields, it is certain. */
export interface PairChoice {
  /** With a separator where the letters alone are not enough: `GT/USD`. */
  readonly pair: string;
  readonly source?: SourceName;
  /** The source's own id of the coin (CoinGecko: `gatechain-token`). */
  readonly coin?: string;
  /** What the coin is called: `Gatechain`. */
  readonly name?: string;
  /** Its place by market capitalisation; null where the source ranks it nowhere. */
  readonly rank?: number | null;
}

/** A choice in words: `GT/USD: Gatechain, rank 70, gatechain-token`. */
export function choiceWords({ pair, name, rank, coin }: PairChoice): string {
  const place = typeof rank === "number" ? `rank ${rank}` : rank === null ? "not ranked" : "";
  const facts = [name, place, coin];
  const told = facts.filter((fact) => fact !== undefined && fact !== "");
  return told.length === 0 ? pair : `${pair}: ${told.join(", ")}`;
}
