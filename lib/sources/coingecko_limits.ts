/** How CoinGecko knows the asker. */
export const COINGECKO_PLANS = ["public", "demo", "pro"] as const;
export type CoinGeckoPlan = typeof COINGECKO_PLANS[number];

/** Calls that are allowed. */
export interface CoinGeckoLimits {
  readonly minute?: number;
  readonly month?: number;
}

/** For the paid plan those of the smallest one; what is allowed without a key is not told, and was seen to vary. */
export const COINGECKO_LIMITS: Readonly<Record<CoinGeckoPlan, CoinGeckoLimits>> = {
  public: { minute: 15 },
  demo: { minute: 30, month: 10_000 },
  pro: { minute: 250, month: 100_000 },
};
