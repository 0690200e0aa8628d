import { ulid } from "ulid";
import { makeAlarm, NewAlarm } from "@/lib/alarms/new_alarm.ts";
import { newPair } from "@/lib/commands/new_pair.ts";
import { settingContext, settled } from "@/lib/commands/setting_context.ts";
import { demoPriceAt } from "@/lib/sources/demo_market.ts";
import type { Event } from "@/lib/store/event.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import type { Store } from "@/lib/store/store.ts";

const HISTORY_MS = 60 * 60 * 1000;
const POINT_EVERY_MS = 15_000;
/** The first alarm is set between now's price and the one this much later, so that it rings on the way. */
const RINGS_WITHIN_MS = 15_000;

const DEMO_PAIRS = [
  { symbol: "BTCUSDT", base: "BTC", quote: "USDT" },
  { symbol: "ETHUSDT", base: "ETH", quote: "USDT" },
  { symbol: "SOLUSDT", base: "SOL", quote: "USDT" },
  { symbol: "ETHBTC", base: "ETH", quote: "BTC" },
  { symbol: "PEPEUSDT", base: "PEPE", quote: "USDT" },
] as const;

type DemoPair = typeof DEMO_PAIRS[number];

/** Alarms of all three kinds; the first one is placed where the demo market is about to be. */
function demoAlarms(now: number): Record<DemoPair["symbol"], readonly unknown[]> {
  const repeat = { mode: "repeat", cooldownSeconds: 120 };
  return {
    BTCUSDT: [
      { type: "target", direction: "any", targetPrice: soonReached(now), note: "Rings soon" },
      { type: "percentChange", changeType: "downFromMax", percentage: 3, ...repeat },
    ],
    ETHUSDT: [{
      type: "timeframe",
      direction: "any",
      percentage: 1,
      timeValue: 5,
      timeUnit: "minutes",
      ...repeat,
    }],
    SOLUSDT: [{ type: "percentChange", changeType: "upFromMin", percentage: 4, ...repeat }],
    ETHBTC: [{ type: "target", direction: "fromAbove", targetPrice: 0.045 }],
    PEPEUSDT: [{
      type: "timeframe",
      direction: "up",
      percentage: 2,
      timeUnit: "sinceStart",
      ...repeat,
    }],
  };
}

/** A price between the present one and the farthest of the next seconds. */
function soonReached(now: number): number {
  const price = priceOf(DEMO_PAIRS[0], now);
  let farthest = price;
  for (let at = now; at <= now + RINGS_WITHIN_MS; at += 1000) {
    const coming = priceOf(DEMO_PAIRS[0], at);
    if (Math.abs(coming - price) > Math.abs(farthest - price)) farthest = coming;
  }
  return Number(((price + farthest) / 2).toPrecision(7));
}

function priceOf(pair: DemoPair, at: number): number {
  const price = demoPriceAt(pair, at);
  if (price === null) throw new Error(`The demo market has no ${pair.symbol}`);
  return price;
}

/** Sets the demo's pairs anew, with an hour of history, and their alarms; other pairs stay as they are. */
export async function setUpDemo({ store, now }: { store: Store; now(): number }): Promise<void> {
  await store.change((state) => ({ events: removals(state), result: null }));
  await store.change(() => ({
    events: DEMO_PAIRS.flatMap((pair) => added(pair, now())),
    result: null,
  }));
  const alarms = demoAlarms(now());
  await store.change((state) => {
    const events = DEMO_PAIRS.flatMap(({ symbol }) => {
      const pair = state.pairs.get(symbol);
      return pair ? alarms[symbol].map((wanted) => alarmAdded(pair, wanted, { store, now })) : [];
    });
    return { events, result: null };
  });
}

function removals(state: State): Event[] {
  return DEMO_PAIRS.filter(({ symbol }) => state.pairs.has(symbol))
    .map(({ symbol }) => ({ type: "pairRemoved", symbol }));
}

function added(pair: DemoPair, now: number): Event[] {
  const { symbol } = pair;
  const since = now - HISTORY_MS;
  const events: Event[] = [{
    type: "pairAdded",
    pair: newPair(pair, { source: "demo", sourceId: null }, since),
  }];
  for (let at = since; at <= now; at += POINT_EVERY_MS) {
    const observation = { price: priceOf(pair, at), at };
    events.push({ type: "priceObserved", symbol, observation });
  }
  return events;
}

function alarmAdded(
  pair: Pair,
  wanted: unknown,
  context: { store: Store; now(): number },
): Event {
  const id = `alarm_${ulid()}`;
  const input = NewAlarm.parse(wanted);
  const { alarm } = settled(makeAlarm(input, { id, ...settingContext(pair, context) }));
  return { type: "alarmAdded", symbol: pair.symbol, alarm };
}
