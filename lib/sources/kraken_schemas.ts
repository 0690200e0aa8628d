import { z } from "zod";

/** Every answer: errors stand in the body, with status 200. */
export const KrakenAnswer = z.object({
  error: z.array(z.unknown()).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
});

/** One entry of `/AssetPairs`: `XBTUSD`, `XBT/USD`, `online`. */
export const AssetPair = z.object({
  altname: z.string().min(1),
  wsname: z.string().regex(/^[^/]+\/[^/]+$/),
  status: z.string().default("online"),
});

/** One entry of `/Ticker`: `c` is the last trade's price and volume as decimal strings, `t` the number of trades today. */
export const KrakenTicker = z.object({
  c: z.array(z.unknown()),
  t: z.array(z.number().int()).optional().catch(undefined),
});
