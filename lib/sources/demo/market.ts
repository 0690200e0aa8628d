import type { Candle } from "@/lib/market/candle.ts";
import {
  candlesAnswer,
  type CandlesRange,
  pages,
  type SourceCandles,
  type Stretch,
} from "@/lib/sources/candles.ts";
import { DOLLARS } from "@/lib/sources/coins.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { nextTurn } from "@/lib/time/clock.ts";

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
type PriceAt = (at: number) => number;

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
function demoPrices({ base, quote }: DemoPair, seed: number = DEMO_SEED): PriceAt | null {
  if (!DEMO_COINS.has(base) || base === quote) return null;
  const baseAt = dollars(base, seed);
  const quoteAt = dollars(quote, seed);
  if (baseAt === null || quoteAt === null) return null;
  return (at) => baseAt(at) / quoteAt(at);
}

/** Traded on average of each pair in a second, in US dollars. */
const DOLLARS_A_SECOND = 20_000;

/**
 * How much of its base the demo market trades of a pair in the second that begins at a moment (ms since the epoch): the
 * same seed and moment give the same.
 */
export function demoVolumes({ base, quote }: DemoPair, seed: number = DEMO_SEED): PriceAt {
  const coin = DEMO_COINS.get(base) ?? 1;
  const busy = new ValueNoise(hash(seed, hashText(base), hashText(quote)));
  const mean = DOLLARS_A_SECOND / coin;
  const scale = 10 ** Math.max(0, 2 - Math.floor(Math.log10(mean)));
  return (at) => {
    const second = Math.floor(at / SECOND_MS);
    // Some minutes are busier than others, and no second is like the next.
    const share = (1 + 0.8 * busy.at(second / 300)) * hash(seed, second | 0) / 2 ** 31;
    return Math.round(mean * share * scale) / scale;
  };
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

/** Levels around which the demo's coins move, in US dollars. */
export const DEMO_COINS: ReadonlyMap<string, number> = new Map(Object.entries({
  BTC: 67_000,
  ETH: 3_500,
  BNB: 590,
  SOL: 165,
  XRP: 0.52,
  ADA: 0.45,
  DOGE: 0.15,
  AVAX: 36,
  DOT: 7.1,
  LINK: 16,
  LTC: 84,
  BCH: 480,
  TRX: 0.12,
  TON: 7,
  SHIB: 0.0000245,
  PEPE: 0.0000125,
  UNI: 9.5,
  ATOM: 8.4,
  XLM: 0.11,
  NEAR: 7.2,
  ETC: 27,
  POL: 0.55,
  AAVE: 95,
  ARB: 1.02,
}));

/** What one unit of a state currency is worth in the demo, in US dollars; it moves a little. */
export const DEMO_CURRENCIES: ReadonlyMap<string, number> = new Map(Object.entries({
  EUR: 1.08,
  GBP: 1.27,
  TRY: 0.031,
}));

/** A 32-bit hash of words; the same words give the same hash for ever. */
function hash(...words: readonly number[]): number {
  let h = 0x9e3779b9;
  for (const word of words) {
    h = Math.imul(h ^ word, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

/** A 32-bit number for a name. */
function hashText(text: string): number {
  return hash(...Array.from(text, (character) => character.codePointAt(0) ?? 0));
}

/** Smooth noise between -1 and 1 with a new random value at every whole `x`; the same `x` gives the same noise. */
class ValueNoise {
  /** The step that was looked at last, with the values at its ends: the next look is often there too. */
  #step = NaN;
  #from = NaN;
  #to = NaN;

  constructor(private readonly seed: number) {}

  at(x: number): number {
    const step = Math.floor(x);
    if (step !== this.#step) this.#goTo(step);
    const part = x - step;
    const smooth = part * part * (3 - 2 * part);
    return this.#from + (this.#to - this.#from) * smooth;
  }

  #goTo(step: number): void {
    this.#from = step === this.#step + 1 ? this.#to : latticeValue(this.seed, step);
    this.#to = latticeValue(this.seed, step + 1);
    this.#step = step;
  }
}

function latticeValue(seed: number, step: number): number {
  return hash(seed, step | 0) / 0x7fffffff - 1;
}

/** Prices worked out before others get their turn: a few milliseconds. */
const PRICES_AT_A_TIME = 10_000;
/** Of a stretch with more seconds than this, the price is looked at only every few seconds. */
const SECONDS_LOOKED_AT = 86_400;
const LONG_LOOK_MS = 20 * SECOND_MS;

/** The demo's prices at every full second up to now, as candles; of a long stretch at every twentieth second. */
export async function demoCandles(
  market: DemoPair & { readonly seed: number; readonly now: number },
  range: CandlesRange,
  signal: AbortSignal,
): Promise<SourceCandles> {
  const priceAt = demoPrices(market, market.seed);
  const volumeAt = demoVolumes(market, market.seed);
  const stepMs = Math.max(SECOND_MS, Math.round(range.stepMs / SECOND_MS) * SECOND_MS);
  const lookMs = Math.min(stepMs, lookFor(range));
  const candles: Candle[] = [];
  let priced = 0;
  if (priceAt === null) return candlesAnswer({ candles, stepMs, range, now: market.now });
  for (const span of pages(range, stepMs, 1)) {
    const known = { ...span, to: Math.min(span.to, market.now + 1) };
    const candle = candleOver(priceAt, known, lookMs);
    if (candle !== null) candles.push({ ...candle, volume: volumeOver(volumeAt, known, lookMs) });
    priced += stepMs / lookMs;
    if (priced < PRICES_AT_A_TIME) continue;
    priced = 0;
    await nextTurn();
    signal.throwIfAborted();
  }
  return candlesAnswer({ candles, stepMs, range, now: market.now });
}

function lookFor({ from, to }: Stretch): number {
  return to - from <= SECONDS_LOOKED_AT * SECOND_MS ? SECOND_MS : LONG_LOOK_MS;
}

function candleOver(priceAt: PriceAt, { from, to }: Stretch, lookMs: number): Candle | null {
  if (from >= to) return null;
  const open = priceAt(from);
  let [high, low, close] = [open, open, open];
  for (let at = from + lookMs; at < to; at += lookMs) {
    close = priceAt(at);
    high = Math.max(high, close);
    low = Math.min(low, close);
  }
  return { at: from, open, high, low, close };
}

function volumeOver(volumeAt: PriceAt, { from, to }: Stretch, lookMs: number): number {
  let sum = 0;
  for (let at = from; at < to; at += lookMs) sum += volumeAt(at);
  return sum * lookMs / SECOND_MS;
}
