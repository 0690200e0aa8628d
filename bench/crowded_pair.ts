import type { Alarm } from "@/lib/alarms/alarm.ts";
import { EMPTY_STATE, type Pair, type State } from "@/lib/alarms/pair.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import type { Event } from "@/lib/store/events.ts";
import { CHECK_MS, madeAlarm, pricedPair, START } from "./market.ts";
import { random } from "./random.ts";

/** A price that ten of the alarms wait for, and one that none does. */
export const FIRING_PRICE = 100.1;
export const QUIET_PRICE = 99.99;

/** One pair with very many target alarms above its price, ten of them close. */
export function crowdedPair(count: number): Pair {
  const pair = pricedPair("BTC");
  const wanted = { type: "target", targetPrice: 200, direction: "fromBelow" };
  const sample = madeAlarm(pair, wanted, 0);
  const next = random(5);
  const alarms = Array.from({ length: count }, (_, number): Alarm => ({
    ...sample,
    type: "target",
    direction: "fromBelow",
    id: `alarm_${String(number).padStart(26, "0")}`,
    targetPrice: number % (count / 10) === 0 ? 100 + next() / 10 : 101 + 900 * next(),
  }));
  return { ...pair, alarms };
}

export function stateOf(pair: Pair): State {
  return { ...EMPTY_STATE, pairs: new Map([[pair.symbol, pair]]) };
}

/** What one new price of the state's only pair decides. */
export function decideOne(
  state: State,
  price: number,
  now = START,
): readonly Event[] {
  const [symbol = ""] = state.pairs.keys();
  const observations = new Map([[symbol, { price, at: now }]]);
  const input = { observations, histories: new Map(), now, staleAfterMs: CHECK_MS };
  return decidePrices(state, input).events;
}
