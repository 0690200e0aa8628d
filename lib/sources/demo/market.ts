import type { Candle } from "@/lib/market/candle.ts";
import {
  candlesAnswer,
  type CandlesRange,
  pages,
  type SourceCandles,
  type Stretch,
} from "@/lib/sources/source.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { Turns } from "@/lib/time/turns.ts";
import {
  Assets,
  DEMO_COINS,
  DEMO_SEED,
  type DemoMinutes,
  type DemoPair,
  demoPair,
  MARKET_SHARE,
  OWN_SHARE,
} from "./assets.ts";
import { hash, hashText, MINUTE_SECONDS, SHAPES, shapes } from "./walk.ts";

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

/** Traded on average of each pair in a second of a usual time, in US dollars. */
const DOLLARS_A_SECOND = 20_000;
/** The log of a price goes about so far in a usual minute. */
const USUAL_STEP = 0.0007;

/** What is traded of a pair in seconds of a minute, in units of its base. */
export interface DemoVolumes {
  goTo(minute: number): void;
  volumeAt(second: number): number;
  /** The sum of these seconds, both included. */
  volumeIn(first: number, last: number): number;
}

/**
 * How much of its base the demo market trades of a pair: the same seed and moment give the same. Wild times are busy
 * ones, and so are minutes that go far.
 */
export function demoVolumes(
  { base, quote }: DemoPair,
  seed: number = DEMO_SEED,
  assets = new Assets(seed),
): DemoVolumes {
  const mean = DOLLARS_A_SECOND / (DEMO_COINS.get(base) ?? 1);
  const scale = 10 ** Math.max(0, 2 - Math.floor(Math.log10(mean)));
  const [own, market] = [assets.walkOf(base), assets.market];
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
  const volumeIn = (first: number, last: number) => {
    let sum = 0;
    for (let place = seconds + first; place <= seconds + last; place++) {
      sum += Math.round(most * (parts[place] as number) * scale) / scale;
    }
    return sum;
  };
  return { goTo, volumeIn, volumeAt: (second) => volumeIn(second, second) };
}

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

/** The minutes of a stretch of each of these pairs, as candles; nothing of a pair that the demo has not. */
export function demoMinutes(
  asked: readonly DemoPair[],
  stretch: Stretch,
  seed: number = DEMO_SEED,
): Candle[][] {
  const assets = new Assets(seed);
  const pairs = asked.map((pair) => ({
    minutes: demoPair(pair, seed, assets),
    volumes: demoVolumes(pair, seed, assets),
    candles: [] as Candle[],
  }));
  for (const minute of minutesIn(stretch)) {
    for (const { minutes, volumes, candles } of pairs) {
      if (minutes !== null) candles.push(candleOf(minutes, volumes, minute));
    }
  }
  return pairs.map(({ candles }) => candles);
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
  const volume = volumes.volumeIn(first, last);
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
