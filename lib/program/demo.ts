import { ulid } from "ulid";
import type { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import { DEMOS } from "@/lib/alarms/alarm.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { makeAlarm } from "@/lib/alarms/life_cycle.ts";
import { DEFAULT_COOLDOWN_SECONDS } from "@/lib/alarms/limits.ts";
import { settingContext, settled } from "@/lib/commands/add_alarms.ts";
import { type Candle, stepStart } from "@/lib/market/candle.ts";
import { newPair } from "@/lib/commands/pairs.ts";
import { DEMO_PHONE } from "@/lib/notify/channels/phone/demo_phone.ts";
import { demoMinutes, demoPriceAt } from "@/lib/sources/demo/market.ts";
import type { Event } from "@/lib/store/events.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import type { Program } from "./program.ts";

const HISTORY_MS = 60 * 60 * 1000;
/** The first alarm is set where a check within this time will find it reached. */
const RINGS_WITHIN_MS = 15_000;

/** What an alarm is that says nothing else, as the schema has it: loading that takes longer than the first page. */
const UNSAID = {
  ...{ note: "", mode: "once", cooldownSeconds: DEFAULT_COOLDOWN_SECONDS, expiresAt: null },
} as const;

const NEAR_PRICE = "Set close to the price by the demo";

const DEMO_PAIRS = [
  { symbol: "BTCUSDT", base: "BTC", quote: "USDT" },
  { symbol: "ETHUSDT", base: "ETH", quote: "USDT" },
  { symbol: "SOLUSDT", base: "SOL", quote: "USDT" },
  { symbol: "ETHBTC", base: "ETH", quote: "BTC" },
  { symbol: "PEPEUSDT", base: "PEPE", quote: "USDT" },
] as const;

type DemoProgram = Pick<Program, "store" | "now" | "config">;
type DemoPair = typeof DEMO_PAIRS[number];

/** Alarms of all kinds; the first one is placed where the demo market is about to be. */
function demoAlarms(soon: number, symbol: DemoPair["symbol"]): object[] {
  const alarms = DEMOS.map((demo) => demo(soon)[symbol]).filter((alarm) => alarm !== undefined);
  return alarms.map((alarm, nth) =>
    symbol === DEMO_PAIRS[0].symbol && nth === 0 ? { ...alarm, note: NEAR_PRICE } : alarm
  );
}

/** A price halfway to the farthest one that the next checks will see. */
function soonReached(now: number, { CHECK_INTERVAL_SECONDS }: DemoProgram["config"]): number {
  const intervalMs = CHECK_INTERVAL_SECONDS * 1000;
  const price = priceOf(DEMO_PAIRS[0], now);
  const firstCheck = Math.ceil(now / intervalMs) * intervalMs;
  let farthest = price;
  for (let at = firstCheck; at <= firstCheck + RINGS_WITHIN_MS; at += intervalMs) {
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

/**
 * Sets the demo's pairs, with an hour of history, and their alarms. Where pairs are watched already all stays
 * as a person left it, but for the alarm that rings soon: it is set anew, to ring after each start. It is on
 * disk with the first check: whoever waits for the first page waits for no disk, and a start sets up again
 * what a kill before that took.
 */
export async function setUpDemo(program: DemoProgram): Promise<void> {
  const { store, now } = program;
  const isFirstStart = store.state.pairs.size === 0;
  const pairs = isFirstStart ? addedPairs(now()) : [];
  const set = store.change(() => ({ events: pairs, result: null, isLazy: true, isOwn: true }));
  const alarms = store.change((state) => {
    const events = isFirstStart ? alarmsOf(state, program) : rungAnew(state, program);
    const added = [...phoneOf(state, now()), ...events];
    return { events: added, result: null, isLazy: true, isOwn: true };
  });
  await Promise.all([set, alarms]);
}

/** The demo always has its phone, also where an older version set it up. */
function phoneOf({ channels }: State, now: number): Event[] {
  if (channels.some(({ type }) => type === DEMO_PHONE)) return [];
  const channel: StoredChannel = {
    ...{ id: `channel_${ulid()}`, type: DEMO_PHONE, name: "Demo phone", owner: null },
    ...{ enabled: true, isDefault: true, config: {}, createdAt: new Date(now).toISOString() },
    state: { lastAcceptedAt: null, failingSince: null, lastError: null, disabledReason: null },
  };
  return [{ type: "channelAdded", channel }];
}

function alarmsOf(state: State, { store, now, config }: DemoProgram): Event[] {
  const soon = soonReached(now(), config);
  return DEMO_PAIRS.flatMap(({ symbol }) => {
    const pair = state.pairs.get(symbol);
    if (pair === undefined) return [];
    return demoAlarms(soon, symbol)
      .map((wanted) => alarmAdded(pair, wanted, { store, now }));
  });
}

/** The alarm that rings soon in place of the one of the start before; none where a person removed it. */
function rungAnew(state: State, { store, now, config }: DemoProgram): Event[] {
  const pair = state.pairs.get(DEMO_PAIRS[0].symbol);
  const old = pair?.alarms.find(({ note }) => note === NEAR_PRICE);
  const [wanted] = demoAlarms(soonReached(now(), config), DEMO_PAIRS[0].symbol);
  if (pair === undefined || old === undefined || wanted === undefined) return [];
  const { symbol } = pair;
  return [{ type: "alarmRemoved", symbol, id: old.id }, alarmAdded(pair, wanted, { store, now })];
}

/** The pairs as they would stand after an hour; their minutes come in one go, since the first page waits for them. */
function addedPairs(now: number): Event[] {
  const from = stepStart(now, MINUTE_MS) - HISTORY_MS;
  const minutes = demoMinutes(DEMO_PAIRS, { from, to: now + 1 });
  return DEMO_PAIRS.flatMap((pair, nth) => added(pair, minutes[nth] ?? [], { from, now }));
}

/** A pair with its candles, the last of which is the minute that is not over. */
function added(
  pair: DemoPair,
  minutes: readonly Candle[],
  { from, now }: { readonly from: number; readonly now: number },
): Event[] {
  const { symbol } = pair;
  const candles = minutes.slice(0, -1);
  const newest = minutes.at(-1);
  if (newest === undefined) throw new Error(`The demo market has no ${symbol}`);
  const { close: price, low, high, volume = 0 } = newest;
  const begun = {
    ...newPair(pair, { source: "demo", sourceId: null }, from),
    firstPrice: candles[0]?.open ?? price,
    maxPrice: Math.max(...candles.map(({ high }) => high), high),
    minPrice: Math.min(...candles.map(({ low }) => low), low),
  };
  return [
    { type: "pairAdded", pair: begun },
    { type: "historyBackfilled", symbol, candles, from },
    { type: "priceObserved", symbol, observation: { price, at: now, low, high, volume } },
  ];
}

function alarmAdded(
  pair: Pair,
  wanted: object,
  context: Pick<DemoProgram, "store" | "now">,
): Event {
  const id = `alarm_${ulid()}`;
  const input = { ...UNSAID, ...wanted } as NewAlarm;
  const { alarm } = settled(makeAlarm(input, { id, ...settingContext(pair, context) }));
  return { type: "alarmAdded", symbol: pair.symbol, alarm };
}
