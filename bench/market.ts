import type { Alarm } from "@/lib/alarms/alarm.ts";
import { makeAlarm } from "@/lib/alarms/life_cycle.ts";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { newPair } from "@/lib/commands/pairs.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { NEWEST_POINTS, type Observation } from "@/lib/market/accept.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { random } from "./random.ts";

/** When every bench begins, and how far checks are apart. */
export const START = Date.parse("2026-01-15T12:00:00Z");
export const CHECK_MS = 15_000;

const FIRST_PRICE = 100;

/** Pairs `A0USDT`, `A1USDT`, … as they are after a while: with a price, recent points and alarms. */
export function pairs(
  count: number,
  alarmsEach: (pair: Pair, number: number) => readonly Alarm[],
): Pair[] {
  return Array.from({ length: count }, (_, number) => {
    const pair = pricedPair(`A${number}`);
    return { ...pair, alarms: [...alarmsEach(pair, number)] };
  });
}

export function pricedPair(base: string): Pair {
  const name = { symbol: `${base}USDT`, base, quote: "USDT" };
  const timestamps = Array.from(
    { length: NEWEST_POINTS },
    (_, index) => new Date(START - (NEWEST_POINTS - index) * CHECK_MS).toISOString(),
  );
  return {
    ...newPair(name, { source: "binance", sourceId: null }, START - 30 * 86_400_000),
    firstPrice: FIRST_PRICE,
    currentPrice: FIRST_PRICE,
    maxPrice: FIRST_PRICE * 1.1,
    minPrice: FIRST_PRICE * 0.9,
    lastUpdate: timestamps.at(-1) ?? null,
    priceHistory: timestamps.map((timestamp) => ({ price: FIRST_PRICE, timestamp })),
  };
}

/** Alarms of all kinds around the current price, six targets in ten. */
export function mixedAlarms(pair: Pair, count: number, seed: number): Alarm[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, number) => {
    const kind = number % 10;
    const mode = number % 3 === 0 ? "repeat" : "once";
    const wanted = kind < 6 ? target(next) : kind < 8 ? percentChange(next) : timeframe(next);
    return madeAlarm(pair, { ...wanted, mode }, number);
  });
}

/** An alarm as a person sets it. */
export function madeAlarm(pair: Pair, wanted: unknown, number: number): Alarm {
  const history = new PriceHistory();
  const id = `alarm_${pair.base.padStart(13, "0")}${String(number).padStart(13, "0")}`;
  const made = makeAlarm(NewAlarm.parse(wanted), { id, now: START, pair, history });
  if (!made.ok) throw new Error(made.message);
  return made.alarm;
}

function target(next: () => number) {
  const targetPrice = FIRST_PRICE * (0.95 + 0.1 * next());
  const direction = ["any", "fromBelow", "fromAbove"][Math.floor(next() * 3)];
  return { type: "target", targetPrice, direction };
}

function percentChange(next: () => number) {
  const changeType = next() < 0.5 ? "downFromMax" : "upFromMin";
  return { type: "percentChange", percentage: 8 + 10 * next(), changeType };
}

function timeframe(next: () => number) {
  const [timeValue, timeUnit] = [[5, "minutes"], [1, "hours"], [12, "hours"]][
    Math.floor(next() * 3)
  ] ?? [];
  return { type: "timeframe", percentage: 1 + 4 * next(), direction: "any", timeValue, timeUnit };
}

/** The prices of one check: every pair moves by at most a tenth of a percent. */
export function nextPrices(
  prices: Map<string, number>,
  at: number,
  next: () => number,
): Map<string, Observation> {
  const observations = new Map<string, Observation>();
  for (const [symbol, price] of prices) {
    const moved = Number((price * (1 + (next() - 0.5) / 500)).toPrecision(8));
    prices.set(symbol, moved);
    observations.set(symbol, { price: moved, at });
  }
  return observations;
}
