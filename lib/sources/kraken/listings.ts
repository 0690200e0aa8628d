import { z } from "zod";
import { nameCapitals } from "@/lib/market/pair_prefix.ts";
import type { HttpClient } from "@/lib/sources/http/http_client.ts";
import { type Listing, pairName } from "@/lib/sources/listings.ts";
import { readAnswer } from "@/lib/sources/source.ts";

/** A pair as Kraken lists it; `id` is what requests take: `XBTUSD`. */
export interface KrakenListing extends Listing {
  /** What answers call it: `XXBTZUSD`. */
  readonly key: string;
  /** What the stream calls it: `BTC/USD`. */
  readonly streamName: string;
}

/** Kraken's own names of assets → everybody else's. */
const USUAL_NAMES: ReadonlyMap<string, string> = new Map([["XBT", "BTC"], ["XDG", "DOGE"]]);

const HALTED: ReadonlySet<string> = new Set(["cancel_only", "work_in_progress", "maintenance"]);

/** Everything that Kraken lists. */
export async function krakenListings(
  http: HttpClient,
  signal: AbortSignal,
): Promise<KrakenListing[]> {
  const result = krakenResult(await http.getJson("/AssetPairs", {}, signal), "its pairs");
  return Object.entries(result).flatMap(([key, value]) => {
    const parsed = AssetPair.safeParse(value);
    return parsed.success ? [listingOf(key, parsed.data)] : [];
  });
}

function listingOf(
  key: string,
  { altname, wsname, status }: z.infer<typeof AssetPair>,
): KrakenListing {
  const [base = "", quote = ""] = wsname.split("/").map((asset) => USUAL_NAMES.get(asset) ?? asset);
  return {
    ...pairName(base, quote),
    id: altname,
    otherNames: [altname, wsname.replace("/", ""), key].map(nameCapitals),
    standing: status === "delisted" ? status : HALTED.has(status) ? "halted" : "traded",
    status,
    key,
    streamName: `${base}/${quote}`,
  };
}

const STATUSES: readonly [RegExp, number][] = [
  [/rate limit|too many requests|temporary lockout/i, 429],
  [/^EService|internal error|busy|unavailable/i, 503],
];

/** The status that would fit to the errors in Kraken's answer; null when it has none. */
export function krakenStatus(value: unknown): number | null {
  const parsed = KrakenAnswer.safeParse(value);
  // A warning begins with a W and comes beside a result.
  const errors = (parsed.data?.error ?? []).map(String).filter((each) => !each.startsWith("W"));
  const [first] = errors;
  if (first === undefined) return null;
  return STATUSES.find(([pattern]) => pattern.test(first))?.[1] ?? 400;
}

/**
 * What Kraken was asked for.
 * @throws {SourceError} the answer has none
 */
export function krakenResult(value: unknown, wanted: string): Record<string, unknown> {
  const { result } = readAnswer("kraken", KrakenAnswer.required({ result: true }), value, wanted);
  return result;
}

/** Every answer: errors stand in the body, with status 200. */
const KrakenAnswer = z.object({
  error: z.array(z.unknown()).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
});

/** One entry of `/AssetPairs`: `XBTUSD`, `XBT/USD`, `online`. */
const AssetPair = z.object({
  altname: z.string().min(1),
  wsname: z.string().regex(/^[^/]+\/[^/]+$/),
  status: z.string().default("online"),
});

/** One entry of `/Ticker`: `c` is the last trade's price and volume as decimal strings, `t` the number of trades today. */
export const KrakenTicker = z.object({
  c: z.array(z.unknown()),
  t: z.array(z.number().int()).optional().catch(undefined),
});
