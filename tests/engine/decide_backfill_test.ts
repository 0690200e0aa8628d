import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { decideBackfill } from "@/lib/engine/backfill/plan.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { apply } from "@/lib/store/apply.ts";
import { pricedPair, stateOf, withAlarm } from "./pairs.ts";

const NOW = Date.parse("2026-01-15T12:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PAIR = pricedPair("BTCUSDT", { price: 100, at: NOW });
const KNOWN = { oldestAt: NOW, now: NOW };

function window(timeValue: number, percentage = 5) {
  return { type: "timeframe", direction: "any", percentage, timeValue, timeUnit: "hours" };
}

/** Minute candles of one price, from so long before now (ms) up to now. */
function past(ageMs: number, price: number) {
  return Array.from({ length: ageMs / MINUTE }, (_, index) => {
    const at = NOW - ageMs + index * MINUTE;
    return { at, open: price, high: price, low: price, close: price };
  });
}

Deno.test("decideBackfill() moves neither maximum nor minimum, and says how far back was asked", () => {
  const filled = { pair: PAIR, candles: past(3 * HOUR, 10), from: NOW - 3 * HOUR };
  const next = apply(stateOf(PAIR), decideBackfill(stateOf(PAIR), filled, KNOWN));
  assert.deepEqual(next.pairs.get("BTCUSDT"), {
    ...PAIR,
    backfilledFrom: "2026-01-15T09:00:00Z",
  });
});

Deno.test("decideBackfill() leaves a pair alone that was removed or added again meanwhile", () => {
  const filled = { pair: PAIR, candles: past(HOUR, 10), from: NOW - HOUR };
  assert.deepEqual(decideBackfill(stateOf(), filled, KNOWN), []);
  const again = { ...PAIR, addedAt: "2026-01-15T12:00:01Z" };
  assert.deepEqual(decideBackfill(stateOf(again), filled, KNOWN), []);
});

Deno.test("decideBackfill() begins only those alarms anew whose window is full by it", () => {
  const pair = [window(1), window(2), window(3)].reduce(
    (before: typeof PAIR, wanted) => withAlarm(before, wanted, NOW),
    PAIR,
  );
  const filled = { pair, candles: past(2 * HOUR, 100), from: NOW - 2 * HOUR };
  // Half of the first window was known before.
  const events = decideBackfill(stateOf(pair), filled, { oldestAt: NOW - HOUR, now: NOW });
  const alarms = events.flatMap((event) => event.type === "alarmUpdated" ? [event.alarm] : []);
  assert.deepEqual(alarms.map(({ id, conditionMet }) => [id, conditionMet]), [["alarm_1", null]]);
});

Deno.test("An alarm does not fire because its history came, though the move is there; the next move fires", () => {
  const pair = withAlarm(PAIR, window(2), NOW);
  const history = new PriceHistory();
  history.append(NOW, 100);
  let state = stateOf(pair);
  const see = (price: number, at: number) => {
    const observations = new Map([["BTCUSDT", { price, at }]]);
    const histories = new Map([["BTCUSDT", history]]);
    const { events } = decidePrices(state, { observations, histories, now: at, staleAfterMs: 1e6 });
    state = apply(state, events);
    history.append(at, price);
    return events.map(({ type }) => type);
  };
  assert.deepEqual(see(100, NOW + 1000), ["priceObserved"], "warming up");

  // 25 % below two hours ago: nothing of that happened since the alarm was set.
  const candles = past(3 * HOUR, 133);
  const filled = { pair, candles, from: NOW - 3 * HOUR };
  state = apply(state, decideBackfill(state, filled, { oldestAt: NOW, now: NOW + 2000 }));
  history.prepend(candles);
  assert.deepEqual(see(100, NOW + 2000), ["priceObserved", "alarmUpdated"], "judged first");
  assert.deepEqual(see(133, NOW + 3000), ["priceObserved", "alarmUpdated"], "false now");
  assert.deepEqual(see(126, NOW + 4000), ["priceObserved", "alarmFired"]);
  const alarm: Alarm | undefined = state.pairs.get("BTCUSDT")?.alarms[0];
  assert.equal(alarm?.fireCount, 1);
});
