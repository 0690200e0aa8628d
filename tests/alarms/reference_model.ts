import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { emptyModel, type ModelAlarm, type ModelPair } from "@/tests/properties/model.ts";
import { holdsAt } from "@/tests/properties/model_condition.ts";
import { evaluate } from "@/tests/properties/model_evaluate.ts";

/** A fire as the reference model tells it: at which observation, where to, at which price. */
interface ModelFire {
  readonly index: number;
  readonly direction: "up" | "down";
  readonly price: number;
}

/** The fires of an alarm that is set after the first observation, by the model that the whole program is held against, too. */
export function modelFires(alarm: Alarm, seen: readonly Observation[]): ModelFire[] {
  const [first, ...rest] = seen.map(({ price, low = price, high = price, first, at }) => (
    { at, price, low, high, first }
  ));
  if (first === undefined) return [];
  const pair: ModelPair = {
    ...{ symbol: "BTCUSDT", ownTime: true, staleAfterMs: Infinity, offset: 0 },
    ...{ seen: [first], outlier: null, alarms: [] },
  };
  const model = emptyModel();
  const watched = watchedFrom(alarm, pair);
  return rest.flatMap((observation, nth) => {
    const before = model.fires.length;
    pair.seen.push(observation);
    evaluate(model, pair, watched);
    return model.fires.slice(before)
      .map(({ direction, price }) => ({ index: nth + 1, direction, price }));
  });
}

/** As the alarm stands when it is set on the newest price. */
function watchedFrom(alarm: Alarm, pair: ModelPair): ModelAlarm {
  const at = pair.seen.at(-1)?.at ?? NaN;
  const set: ModelAlarm = {
    ...{ id: alarm.id, spec: alarm, setAt: at, wasTrue: false, free: true, cleared: false },
    start: alarm.type === "timeframe" ? alarm.startPrice ?? 0 : 0,
    ...{ lastFireAt: -Infinity, count: 0, recent: [], pausedUntil: null },
    snoozedUntil: alarm.snoozedUntil === null ? null : Date.parse(alarm.snoozedUntil),
    snoozedFrom: -Infinity,
    pausedFrom: alarm.paused ? -Infinity : null,
    silences: [],
  };
  return { ...set, wasTrue: holdsAt(set, pair, at) };
}
