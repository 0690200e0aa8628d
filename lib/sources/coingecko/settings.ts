import { z } from "zod";
import { defineSettings, httpAddress, setting } from "@/lib/sources/market_source.ts";

/** How CoinGecko knows the asker. */
const COINGECKO_PLANS = ["public", "demo", "pro"] as const;

export type CoinGeckoPlan = typeof COINGECKO_PLANS[number];

/** What people can set of CoinGecko. */
export const settings = defineSettings({
  rows: {
    COINGECKO_API_URL: httpAddress(),
    COINGECKO_API_KEY: { ...setting(z.string().optional(), undefined, "a key"), isSecret: true },
    COINGECKO_PLAN: setting(z.enum(COINGECKO_PLANS), "public", "public, demo or pro"),
  },
  problem: (values) =>
    values.COINGECKO_PLAN === "public" || values.COINGECKO_API_KEY
      ? null
      : "COINGECKO_API_KEY must be set when COINGECKO_PLAN is demo or pro; it is missing",
});
