import { DOLLARS } from "./currencies.ts";
import { DEMO_COINS, DEMO_CURRENCIES } from "./demo_assets.ts";
import { hash, hashText, valueNoise } from "./value_noise.ts";

/** The market a demo shows unless it is given another seed. */
export const DEMO_SEED = 1;

/**
 * Waves that a price is the sum of: how long one lasts (ms) and how far it moves the price (a part of it). The short
 * ones make alarms some tenths of a percent away go off within half a minute; all are bounded, so no level is ever left.
 */
const WAVES: readonly { readonly lastsMs: number; readonly moves: number }[] = [
  { lastsMs: 1_000, moves: 0.0008 },
  { lastsMs: 7_300, moves: 0.008 },
  { lastsMs: 17_900, moves: 0.014 },
  { lastsMs: 61_000, moves: 0.012 },
  { lastsMs: 307_000, moves: 0.012 },
  { lastsMs: 3_607_000, moves: 0.015 },
  { lastsMs: 21_611_000, moves: 0.025 },
  { lastsMs: 172_801_000, moves: 0.03 },
];
/** How much of the waves a coin takes over from the whole market, and how much is its own. */
const MARKET_SHARE = 0.5;
const OWN_SHARE = 0.75;
/** State currencies move this much less than coins. */
const CURRENCY_CALM = 0.02;
const MARKET_STREAM = hashText("market");

/**
 * The demo market's price of a pair at any moment (ms since the epoch): the same seed and moment give the same price.
 * Null when the demo has no such pair.
 */
export function demoPriceAt(
  pair: { readonly base: string; readonly quote: string },
  at: number,
  seed: number = DEMO_SEED,
): number | null {
  if (!DEMO_COINS.has(pair.base) || pair.base === pair.quote) return null;
  const base = dollarsAt(pair.base, at, seed);
  const quote = dollarsAt(pair.quote, at, seed);
  return base === null || quote === null ? null : base / quote;
}

/** What one unit of the asset is worth in US dollars. */
function dollarsAt(asset: string, at: number, seed: number): number | null {
  if (DOLLARS.has(asset)) return 1;
  const coin = DEMO_COINS.get(asset);
  if (coin !== undefined) {
    const own = waves(hashText(asset), at, seed) * OWN_SHARE;
    return rounded(coin * Math.exp(own + waves(MARKET_STREAM, at, seed) * MARKET_SHARE));
  }
  const currency = DEMO_CURRENCIES.get(asset);
  if (currency === undefined) return null;
  return rounded(currency * Math.exp(waves(hashText(asset), at, seed) * CURRENCY_CALM));
}

function waves(stream: number, at: number, seed: number): number {
  return WAVES.reduce((sum, { lastsMs, moves }, index) => {
    const waveSeed = hash(seed, stream, index);
    return sum + moves * valueNoise(waveSeed, at / lastsMs + waveSeed / 2 ** 32);
  }, 0);
}

/** As many digits as an exchange shows. */
function rounded(price: number): number {
  return Number(price.toPrecision(7));
}
