import type { Candle } from "@/lib/market/candle.ts";
import {
  candlesAnswer,
  type CandlesRange,
  pages,
  type SourceCandles,
  type Stretch,
} from "@/lib/sources/source.ts";
import { DOLLARS } from "@/lib/sources/listings.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { Turns } from "@/lib/time/turns.ts";
import { hash, hashText, MINUTE_SECONDS, SHAPES, shapes, Walk } from "./walk.ts";

/** The market a demo shows unless it is given another seed. */
export const DEMO_SEED = 1;

/** How much of its walk a coin takes over from the whole market, and how much is its own. */
const MARKET_SHARE = 0.6;
const OWN_SHARE = 0.7;
/** State currencies move this much less than coins. */
const CURRENCY_CALM = 0.05;
/** How far a coin's price goes up and down within seconds: alarms near it ring while somebody watches. */
const BOUNCE = 0.0011;
const MARKET_STREAM = hashText("market");

interface DemoPair {
  readonly base: string;
  readonly quote: string;
}

/**
 * The demo market's price of a pair at any moment (ms since the epoch), which stands for its second: the same seed
 * and moment give the same price. Null when the demo has no such pair.
 */
export function demoPriceAt(pair: DemoPair, at: number, seed: number = DEMO_SEED): number | null {
  const market = demoPair(pair, seed);
  if (market === null) return null;
  const { minute, second } = placeOf(at);
  market.goTo(minute);
  return market.priceAt(second);
}

/** A minute since the epoch, and the second of it. */
export function placeOf(at: number): { readonly minute: number; readonly second: number } {
  const seconds = Math.floor(at / SECOND_MS);
  const minute = Math.floor(seconds / MINUTE_SECONDS);
  return { minute, second: seconds - minute * MINUTE_SECONDS };
}

/** What a pair does in a minute; minutes that follow each other are the fastest. */
export interface DemoMinutes {
  goTo(minute: number): void;
  /** The price at a second of the minute. */
  priceAt(second: number): number;
  /** First, highest, lowest and last price of these seconds, both included. */
  pricesIn(first: number, last: number): Prices;
}

type Prices = readonly [open: number, high: number, low: number, close: number];

/** A pair of the demo; null when it has no such pair. */
export function demoPair({ base, quote }: DemoPair, seed: number = DEMO_SEED): DemoMinutes | null {
  if (!DEMO_COINS.has(base) || base === quote) return null;
  const dividend = assetOf(base, seed);
  if (dividend === null) return null;
  if (DOLLARS.has(quote)) return dividend;
  const divisor = assetOf(quote, seed);
  return divisor && new Ratio(dividend, divisor);
}

/** An asset in US dollars. */
function assetOf(asset: string, seed: number): Dollars | null {
  const coin = DEMO_COINS.get(asset);
  const level = coin ?? DEMO_CURRENCIES.get(asset);
  if (level === undefined) return null;
  const stream = hash(seed, hashText(asset));
  if (coin === undefined) return new Dollars(level, [[new Walk(stream), CURRENCY_CALM]]);
  const own = new Walk(stream, BOUNCE / OWN_SHARE);
  return new Dollars(level, [[own, OWN_SHARE], [marketWalk(seed), MARKET_SHARE]]);
}

function marketWalk(seed: number): Walk {
  return new Walk(hash(seed, MARKET_STREAM));
}

class Dollars implements DemoMinutes {
  /** Logarithms of the prices of the minute's seconds. */
  readonly #logs = new Float64Array(MINUTE_SECONDS);
  /** The power of ten below the newest price, and what it is rounded by. */
  #from = NaN;
  #scale = NaN;

  constructor(
    private readonly level: number,
    private readonly walks: readonly (readonly [walk: Walk, share: number])[],
  ) {}

  goTo(minute: number): void {
    for (const [walk] of this.walks) walk.goTo(minute);
  }

  priceAt(second: number): number {
    return this.#priced(this.#logsOf(second, second)[second] as number);
  }

  /** Prices grow with their logarithms, so only four of them are worked out. */
  pricesIn(first: number, last: number): Prices {
    const [open, high, low, close] = extremesOf(this.#logsOf(first, last), first, last);
    return [this.#priced(open), this.#priced(high), this.#priced(low), this.#priced(close)];
  }

  /** The price at each of these seconds. */
  allIn(first: number, last: number): Float64Array {
    const logs = this.#logsOf(first, last);
    for (let second = first; second <= last; second++) {
      logs[second] = this.#priced(logs[second] as number);
    }
    return logs;
  }

  #logsOf(first: number, last: number): Float64Array {
    this.#logs.fill(0, first, last + 1);
    for (const [walk, share] of this.walks) walk.addTo(this.#logs, share, first, last);
    return this.#logs;
  }

  #priced(log: number): number {
    return this.#rounded(this.level * Math.exp(log));
  }

  /** As many digits as an exchange shows: seven. */
  #rounded(price: number): number {
    if (!(price >= this.#from && price < this.#from * 10)) {
      const power = Math.floor(Math.log10(price));
      [this.#from, this.#scale] = [10 ** power, 10 ** (6 - power)];
    }
    return Math.round(price * this.#scale) / this.#scale;
  }
}

function extremesOf(values: Float64Array, first: number, last: number): Prices {
  const open = values[first] as number;
  let [high, low, close] = [open, open, open];
  for (let second = first + 1; second <= last; second++) {
    close = values[second] as number;
    if (close > high) high = close;
    else if (close < low) low = close;
  }
  return [open, high, low, close];
}

/** One asset in another: its dollar price through that of the other. */
class Ratio implements DemoMinutes {
  readonly #prices = new Float64Array(MINUTE_SECONDS);

  constructor(private readonly dividend: Dollars, private readonly divisor: Dollars) {}

  goTo(minute: number): void {
    this.dividend.goTo(minute);
    this.divisor.goTo(minute);
  }

  priceAt(second: number): number {
    return this.dividend.priceAt(second) / this.divisor.priceAt(second);
  }

  pricesIn(first: number, last: number): Prices {
    const [above, below] = [this.dividend, this.divisor].map((each) => each.allIn(first, last));
    for (let second = first; second <= last; second++) {
      this.#prices[second] = (above?.[second] as number) / (below?.[second] as number);
    }
    return extremesOf(this.#prices, first, last);
  }
}

/** Traded on average of each pair in a second of a usual time, in US dollars. */
const DOLLARS_A_SECOND = 20_000;
/** The log of a price goes about so far in a usual minute. */
const USUAL_STEP = 0.0007;

/** What is traded of a pair in seconds of a minute, in units of its base. */
export interface DemoVolumes {
  goTo(minute: number): void;
  volumeAt(second: number): number;
}

/**
 * How much of its base the demo market trades of a pair: the same seed and moment give the same. Wild times are busy
 * ones, and so are minutes that go far.
 */
export function demoVolumes({ base, quote }: DemoPair, seed: number = DEMO_SEED): DemoVolumes {
  const mean = DOLLARS_A_SECOND / (DEMO_COINS.get(base) ?? 1);
  const scale = 10 ** Math.max(0, 2 - Math.floor(Math.log10(mean)));
  const [own, market] = [new Walk(hash(seed, hashText(base))), marketWalk(seed)];
  const trades = hash(seed, hashText(base), hashText(quote));
  let [most, seconds] = [0, 0];
  const goTo = (minute: number) => {
    own.goTo(minute);
    market.goTo(minute);
    const wildness = (OWN_SHARE * own.wildness + MARKET_SHARE * market.wildness) /
      (OWN_SHARE + MARKET_SHARE);
    const far = Math.abs(OWN_SHARE * own.step + MARKET_SHARE * market.step) / USUAL_STEP;
    const random = hash(trades, minute | 0);
    most = mean * wildness * (0.4 + 0.6 * far) * (0.6 + 0.8 * random / 2 ** 32);
    seconds = random % SHAPES * MINUTE_SECONDS;
  };
  const { trades: parts } = shapes();
  const volumeAt = (second: number) =>
    Math.round(most * (parts[seconds + second] as number) * scale) / scale;
  return { goTo, volumeAt };
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

interface AskedMarket extends AskedPair {
  readonly now: number;
}

interface AskedPair {
  readonly base: string;
  readonly quote: string;
  readonly seed: number;
}

/** The demo's prices at every full second up to now, as candles: long ones are short ones put together. */
export async function demoCandles(
  market: AskedMarket,
  range: CandlesRange,
  signal: AbortSignal,
): Promise<SourceCandles> {
  const pair = demoPair(market, market.seed);
  const stepMs = Math.max(SECOND_MS, Math.round(range.stepMs / SECOND_MS) * SECOND_MS);
  const candles: Candle[] = [];
  if (pair === null) return candlesAnswer({ candles, stepMs, range, now: market.now });
  const volumes = demoVolumes(market, market.seed);
  const turns = new Turns({ signal });
  for (const span of pages(range, stepMs, 1)) {
    let candle: Candle | null = null;
    for (const minute of minutesIn({ ...span, to: Math.min(span.to, market.now + 1) })) {
      candle = joined(candle, candleOf(pair, volumes, minute), span.from);
      if (!turns.isOver) continue;
      await turns.next();
      signal.throwIfAborted();
    }
    if (candle !== null) candles.push(candle);
  }
  return candlesAnswer({ candles, stepMs, range, now: market.now });
}

/** The demo's minutes of a stretch, as candles; nothing of a pair that it has not. */
export function demoMinutes(asked: AskedPair, stretch: Stretch): Candle[] {
  const pair = demoPair(asked, asked.seed);
  if (pair === null) return [];
  const volumes = demoVolumes(asked, asked.seed);
  return Array.from(minutesIn(stretch), (minute) => candleOf(pair, volumes, minute));
}

/** A minute since the epoch, and which of its seconds are asked for, both included. */
interface Seconds {
  readonly minute: number;
  readonly first: number;
  readonly last: number;
}

function* minutesIn({ from, to }: Stretch): Generator<Seconds> {
  if (from >= to) return;
  const [start, end] = [placeOf(from), placeOf(to - 1)];
  for (let minute = start.minute; minute <= end.minute; minute++) {
    yield {
      minute,
      first: minute === start.minute ? start.second : 0,
      last: minute === end.minute ? end.second : MINUTE_SECONDS - 1,
    };
  }
}

function candleOf(
  pair: DemoMinutes,
  volumes: DemoVolumes,
  { minute, first, last }: Seconds,
): Candle {
  pair.goTo(minute);
  volumes.goTo(minute);
  const [open, high, low, close] = pair.pricesIn(first, last);
  const at = minute * MINUTE_SECONDS * SECOND_MS;
  let volume = 0;
  for (let second = first; second <= last; second++) volume += volumes.volumeAt(second);
  return { at: at + first * SECOND_MS, open, high, low, close, volume };
}

function joined(before: Candle | null, next: Candle, at: number): Candle {
  if (before === null) return { ...next, at };
  return {
    ...{ at, open: before.open, close: next.close },
    high: Math.max(before.high, next.high),
    low: Math.min(before.low, next.low),
    volume: (before.volume ?? 0) + (next.volume ?? 0),
  };
}
