import type { Bar } from "@/lib/market/bar.ts";
import { Dice } from "./dice.ts";

/** A price that comes and goes within one second. */
export interface Wick {
  readonly second: number;
  readonly peak: number;
  readonly direction: "up" | "down";
}

/** One pair's prices, one a second, with what was planted in them. */
export interface PairPath {
  readonly symbol: string;
  readonly prices: Float64Array;
  /** Oldest first, at most one a minute. */
  readonly wicks: readonly Wick[];
  /** Seconds at which the price jumped for good. */
  readonly steps: readonly number[];
}

/** A generated market: a calm path with wicks of one second, and steps and trends that stay. */
export interface SimulatedMarket {
  /** Moment of second 0, a full minute, in milliseconds since the Unix epoch. */
  readonly start: number;
  readonly seconds: number;
  readonly paths: ReadonlyMap<string, PairPath>;
}

export interface MarketOptions {
  readonly dice: Dice;
  readonly hours: number;
  readonly pairs: number;
  /** Over all pairs. */
  readonly wicks: number;
}

const START = Date.parse("2026-01-15T00:00:00Z");
const BASES = ["BTC", "ETH", "SOL", "XRP", "ADA", "DOGE", "DOT", "LTC", "LINK", "AVAX"];
/** Of the price: what the calm path moves by from second to second. */
const NOISE = 0.0001;
/** Wicks stay clear of steps and of the start by so many seconds. */
const CLEARANCE = 150;
/** At the end nothing is planted, so that everything before can be found out, in seconds. */
export const CALM_END = 10 * 60;

/** The same market for the same choices. */
export function makeMarket({ dice, hours, pairs, wicks }: MarketOptions): SimulatedMarket {
  const seconds = hours * 3_600 + CALM_END;
  const paths = BASES.slice(0, pairs).map((base) =>
    makePath(`${base}USDT`, seconds, Math.round(wicks / pairs), dice.child())
  );
  return { start: START, seconds, paths: new Map(paths.map((path) => [path.symbol, path])) };
}

function makePath(symbol: string, seconds: number, wickCount: number, dice: Dice): PairPath {
  const active = seconds - CALM_END;
  const steps: number[] = [];
  const prices = new Float64Array(seconds);
  const first = 10 ** dice.between(-3, 4.8);
  let level = first;
  let nextStep = dice.whole(900, 2_400);
  let drift = { perSecond: 0, until: 0 };
  for (let second = 0; second < seconds; second++) {
    if (second === nextStep && second < active) {
      // Back to where it came from rather than away for ever.
      const up = dice.chance(level > first ? 0.25 : 0.75);
      level *= 1 + (up ? 1 : -1) * dice.between(0.055, 0.085);
      steps.push(second);
      nextStep += dice.whole(900, 4_200);
    } else if (second > drift.until && second < active && dice.chance(1 / 3_000)) {
      const moves = dice.between(-0.025, 0.025);
      const lasts = dice.whole(120, 900);
      drift = { perSecond: moves / lasts, until: second + lasts };
    }
    if (second < drift.until) level *= 1 + drift.perSecond;
    prices[second] = level * (1 + dice.between(-NOISE, NOISE));
  }
  return { symbol, prices, steps, wicks: plantWicks(prices, steps, wickCount, active, dice) };
}

function plantWicks(
  prices: Float64Array,
  steps: readonly number[],
  count: number,
  active: number,
  dice: Dice,
): Wick[] {
  const isClear = (second: number) =>
    second > CLEARANCE && steps.every((step) => Math.abs(step - second) > CLEARANCE);
  const minutes = Array.from({ length: Math.floor(active / 60) }, (_, minute) => minute);
  const seconds = dice.shuffled(minutes)
    .map((minute) => minute * 60 + dice.whole(0, 59))
    .filter(isClear)
    .slice(0, count)
    .sort((a, b) => a - b);
  return seconds.map((second) => {
    const direction = dice.pick(["up", "down"] as const);
    const size = dice.between(0.002, 0.011);
    const peak = (prices[second] ?? NaN) * (1 + (direction === "up" ? size : -size));
    prices[second] = peak;
    return { second, peak, direction };
  });
}

/** The second that holds a moment (ms since the Unix epoch). */
export function secondAt({ start }: SimulatedMarket, moment: number): number {
  return Math.floor((moment - start) / 1000);
}

/** The price at a moment; the last one after the end, NaN before the start. */
export function priceAt(market: SimulatedMarket, symbol: string, moment: number): number {
  const second = Math.min(secondAt(market, moment), market.seconds - 1);
  return market.paths.get(symbol)?.prices[second] ?? NaN;
}

/** The bar of the prices of `[from, to)`, both in seconds; null where there are none. */
export function barOf({ start }: SimulatedMarket, path: PairPath, from: number, to: number) {
  const prices = path.prices.subarray(Math.max(0, from), Math.max(0, to));
  if (prices.length === 0) return null;
  const bar: Bar = {
    at: start + from * 1000,
    open: prices[0] ?? NaN,
    high: prices.reduce((a, b) => Math.max(a, b)),
    low: prices.reduce((a, b) => Math.min(a, b)),
    close: prices.at(-1) ?? NaN,
  };
  return bar;
}
