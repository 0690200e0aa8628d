import { DOLLARS } from "./currencies.ts";
import { DEMO_COINS, DEMO_CURRENCIES } from "./demo_assets.ts";
import { hash, hashText, ValueNoise } from "./value_noise.ts";

/** The market a demo shows unless it is given another seed. */
export const DEMO_SEED = 1;

/**
 * Waves that a price is the sum of: how long one lasts (ms) and how far it moves the price (a part of it). The short
 * ones make alarms some tenths of a percent away go off within half a minute, the long ones give the charts of days a shape; all
 * are bounded, so no level is ever left.
 */
const WAVES: readonly { readonly lastsMs: number; readonly moves: number }[] = [
  { lastsMs: 1_000, moves: 0.0008 },
  { lastsMs: 7_300, moves: 0.008 },
  { lastsMs: 17_900, moves: 0.014 },
  { lastsMs: 61_000, moves: 0.012 },
  { lastsMs: 307_000, moves: 0.012 },
  { lastsMs: 3_607_000, moves: 0.02 },
  { lastsMs: 21_611_000, moves: 0.04 },
  { lastsMs: 172_801_000, moves: 0.037 },
];
/** How much of the waves a coin takes over from the whole market, and how much is its own. */
const MARKET_SHARE = 0.5;
const OWN_SHARE = 0.75;
/** State currencies move this much less than coins. */
const CURRENCY_CALM = 0.02;
const MARKET_STREAM = hashText("market");

/** A price at any moment (ms since the epoch). */
export type PriceAt = (at: number) => number;

/**
 * The demo market's price of a pair at any moment (ms since the epoch): the same seed and moment give the same price.
 * Null when the demo has no such pair.
 */
export function demoPriceAt(pair: DemoPair, at: number, seed: number = DEMO_SEED): number | null {
  return demoPrices(pair, seed)?.(at) ?? null;
}

interface DemoPair {
  readonly base: string;
  readonly quote: string;
}

/** The same for many moments: much faster when they follow each other. */
export function demoPrices({ base, quote }: DemoPair, seed: number = DEMO_SEED): PriceAt | null {
  if (!DEMO_COINS.has(base) || base === quote) return null;
  const baseAt = dollars(base, seed);
  const quoteAt = dollars(quote, seed);
  if (baseAt === null || quoteAt === null) return null;
  return (at) => baseAt(at) / quoteAt(at);
}

/** What one unit of the asset is worth in US dollars. */
function dollars(asset: string, seed: number): PriceAt | null {
  if (DOLLARS.has(asset)) return () => 1;
  const own = waves(hashText(asset), seed);
  const coin = DEMO_COINS.get(asset);
  if (coin !== undefined) {
    const market = waves(MARKET_STREAM, seed);
    return (at) => rounded(coin * Math.exp(own(at) * OWN_SHARE + market(at) * MARKET_SHARE));
  }
  const currency = DEMO_CURRENCIES.get(asset);
  if (currency === undefined) return null;
  return (at) => rounded(currency * Math.exp(own(at) * CURRENCY_CALM));
}

function waves(stream: number, seed: number): PriceAt {
  const all = WAVES.map(({ lastsMs, moves }, index) => {
    const waveSeed = hash(seed, stream, index);
    return { lastsMs, moves, shift: waveSeed / 2 ** 32, noise: new ValueNoise(waveSeed) };
  });
  return (at) => {
    let sum = 0;
    for (const { lastsMs, moves, shift, noise } of all) {
      sum += moves * noise.at(at / lastsMs + shift);
    }
    return sum;
  };
}

/** As many digits as an exchange shows: seven. */
function rounded(price: number): number {
  const scale = 10 ** (6 - Math.floor(Math.log10(price)));
  return Math.round(price * scale) / scale;
}
