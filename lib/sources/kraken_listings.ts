import type { HttpClient } from "./http_client.ts";
import { krakenResult } from "./kraken_answer.ts";
import { AssetPair } from "./kraken_schemas.ts";
import { nameCapitals } from "@/lib/market/name_letters.ts";
import { type Listing, pairName } from "./listings.ts";

/** A pair as Kraken lists it; `id` is what requests take: `XBTUSD`. */
export interface KrakenListing extends Listing {
  /** What answers call it: `XXBTZUSD`. */
  readonly key: string;
  /** What the stream calls it: `BTC/USD`. */
  readonly streamName: string;
}

/** Kraken's own names of assets → everybody else's. */
const USUAL_NAMES: ReadonlyMap<string, string> = new Map([["XBT", "BTC"], ["XDG", "DOGE"]]);

/** Everything that Kraken lists. */
export async function krakenListings(
  { http, path }: { http: HttpClient; path: string },
  signal: AbortSignal,
): Promise<KrakenListing[]> {
  const result = krakenResult(await http.getJson(path, {}, signal), "its pairs");
  return Object.entries(result).flatMap(([key, value]) => {
    const parsed = AssetPair.safeParse(value);
    return parsed.success ? [listingOf(key, parsed.data)] : [];
  });
}

function listingOf(
  key: string,
  { altname, wsname, status }: { altname: string; wsname: string; status: string },
): KrakenListing {
  const [base = "", quote = ""] = wsname.split("/").map((asset) => USUAL_NAMES.get(asset) ?? asset);
  const standing = status === "delisted"
    ? "delisted"
    : status === "cancel_only" || status === "work_in_progress" || status === "maintenance"
    ? "halted"
    : "traded";
  return {
    ...pairName(base, quote),
    id: altname,
    otherNames: [altname, wsname.replace("/", ""), key].map(nameCapitals),
    standing,
    status,
    key,
    streamName: `${base}/${quote}`,
  };
}
