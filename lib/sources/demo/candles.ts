import type { Observation } from "@/lib/market/accept.ts";
import type { Candle } from "@/lib/market/candle.ts";
import {
  candlesAnswer,
  type CandlesRange,
  pages,
  type SourceCandles,
  type Stretch,
} from "@/lib/sources/candles.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { Turns } from "@/lib/time/turns.ts";
import { type DemoMinutes, demoPair, type DemoVolumes, demoVolumes, placeOf } from "./market.ts";
import { MINUTE_SECONDS } from "./walk.ts";

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

/** What somebody would have noted who looked at the demo every so often, with all seconds between; nothing of a pair that it has not. */
export function demoObservations(
  asked: AskedPair,
  { from, to, stepMs }: CandlesRange,
): Observation[] {
  const pair = demoPair(asked, asked.seed);
  const volumes = demoVolumes(asked, asked.seed);
  const noted: Observation[] = [];
  if (pair === null) return noted;
  for (let at = from; at <= to; at += stepMs) {
    let candle: Candle | null = null;
    const since = at === from ? at : at - stepMs + SECOND_MS;
    for (const minute of minutesIn({ from: since, to: at + 1 })) {
      candle = joined(candle, candleOf(pair, volumes, minute), since);
    }
    if (candle === null) continue;
    const { close: price, low, high, volume = 0 } = candle;
    noted.push({ price, at, low, high, volume });
  }
  return noted;
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
