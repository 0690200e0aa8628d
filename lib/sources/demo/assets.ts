import { DOLLARS } from "@/lib/sources/listings.ts";
import { hash, hashText, MINUTE_SECONDS, Walk } from "./walk.ts";

/** The market a demo shows unless it is given another seed. */
export const DEMO_SEED = 1;

/** How much of its walk a coin takes over from the whole market, and how much is its own. */
export const MARKET_SHARE = 0.6;
export const OWN_SHARE = 0.7;
/** State currencies move this much less than coins. */
const CURRENCY_CALM = 0.05;
/** How far a coin's price goes up and down within seconds: alarms near it ring while somebody watches. */
const BOUNCE = 0.0011;
const MARKET_STREAM = hashText("market");

/** A pair of the demo by its assets. */
export interface DemoPair {
  readonly base: string;
  readonly quote: string;
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
export function demoPair(
  { base, quote }: DemoPair,
  seed: number = DEMO_SEED,
  assets = new Assets(seed),
): DemoMinutes | null {
  if (!DEMO_COINS.has(base) || base === quote) return null;
  const dividend = assets.inDollars(base);
  if (dividend === null) return null;
  if (DOLLARS.has(quote)) return dividend;
  const divisor = assets.inDollars(quote);
  return divisor && new Ratio(dividend, divisor);
}

/** What pairs are made of. Those that share them go to each minute together, which is then worked out once. */
export class Assets {
  readonly #walks = new Map<string, Walk>();
  readonly #dollars = new Map<string, Dollars>();
  readonly market: Walk;

  constructor(private readonly seed: number) {
    this.market = new Walk(hash(seed, MARKET_STREAM));
  }

  /** An asset in US dollars. */
  inDollars(asset: string): Dollars | null {
    const known = this.#dollars.get(asset);
    if (known !== undefined) return known;
    const coin = DEMO_COINS.get(asset);
    const level = coin ?? DEMO_CURRENCIES.get(asset);
    if (level === undefined) return null;
    const own = this.walkOf(asset);
    const made = coin === undefined
      ? new Dollars(level, [[own, CURRENCY_CALM]])
      : new Dollars(level, [[own, OWN_SHARE], [this.market, MARKET_SHARE]]);
    this.#dollars.set(asset, made);
    return made;
  }

  /** An asset's own walk. */
  walkOf(asset: string): Walk {
    const known = this.#walks.get(asset);
    if (known !== undefined) return known;
    const bounce = DEMO_COINS.has(asset) ? BOUNCE / OWN_SHARE : 0;
    const made = new Walk(hash(this.seed, hashText(asset)), bounce);
    this.#walks.set(asset, made);
    return made;
  }
}

class Dollars implements DemoMinutes {
  /** Logarithms of the prices of the minute's seconds, those from `first` to `last`. */
  readonly #logs = new Float64Array(MINUTE_SECONDS);
  #first = NaN;
  #last = NaN;
  #minute = NaN;
  readonly #prices = new Float64Array(MINUTE_SECONDS);
  /** The power of ten below the newest price, and what it is rounded by. */
  #from = NaN;
  #scale = NaN;

  constructor(
    private readonly level: number,
    private readonly walks: readonly (readonly [walk: Walk, share: number])[],
  ) {}

  goTo(minute: number): void {
    for (const [walk] of this.walks) walk.goTo(minute);
    if (minute !== this.#minute) this.#first = NaN;
    this.#minute = minute;
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
      this.#prices[second] = this.#priced(logs[second] as number);
    }
    return this.#prices;
  }

  #logsOf(first: number, last: number): Float64Array {
    if (first === this.#first && last === this.#last) return this.#logs;
    [this.#first, this.#last] = [first, last];
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
    const [above, below] = [this.dividend.allIn(first, last), this.divisor.allIn(first, last)];
    const prices = this.#prices;
    for (let second = first; second <= last; second++) {
      prices[second] = (above[second] as number) / (below[second] as number);
    }
    return extremesOf(prices, first, last);
  }
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
