import { z } from "zod";

/** `/simple/price`: coin id → prices by currency. Every value is checked where it is read. */
export const SimplePrices = z.record(z.string(), z.unknown());
export type SimplePrices = z.infer<typeof SimplePrices>;

/** One coin of `/simple/price`; `last_updated_at` in seconds since the epoch. */
export const CoinPrices = z.record(z.string(), z.unknown());

const FoundCoin = z.object({
  id: z.string().min(1),
  symbol: z.string().min(1),
  name: z.string().min(1).optional().catch(undefined),
  market_cap_rank: z.number().nullish().catch(null),
});
export type FoundCoin = z.infer<typeof FoundCoin>;

/** `/search`: coins in CoinGecko's order; those that cannot be read are left out. */
export const SearchAnswer = z.object({
  coins: z.array(z.unknown()).transform((coins) =>
    coins.flatMap((coin) => {
      const parsed = FoundCoin.safeParse(coin);
      return parsed.success ? [parsed.data] : [];
    })
  ),
});

/** `/coins/{id}/market_chart`: points of time (ms since the epoch) and price; values are checked where they are read. */
export const MarketChart = z.object({ prices: z.array(z.array(z.unknown())) });
