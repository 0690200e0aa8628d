import type { Observation } from "@/lib/market/observation.ts";
import type { Model, ModelAlarm, ModelPair } from "./model.ts";
import {
  crossing,
  newestOf,
  touching,
  truth,
  turnsTrue,
  wasFalseWithin,
} from "./model_condition.ts";

const SPAN_MS = 180_000;
const MOST_FIRES = 15;
const PAUSE_MS = 3_600_000;
const MAX_AHEAD_MS = 60_000;

/** Takes one observation of a pair, at a moment by the wall clock. */
export function observe(model: Model, symbol: string, observation: Observation, now: number): void {
  const pair = model.pairs.get(symbol);
  if (pair === undefined) return;
  const { price, at, low = price, high = price } = observation;
  if (![price, low, high].every((each) => each > 0 && each < Infinity)) return;
  if (now - at > pair.staleAfterMs || at - now > MAX_AHEAD_MS) return;
  const own = at - pair.offset;
  if (own <= (pair.seen.at(-1)?.at ?? -Infinity) || own === pair.doubted?.at) return;
  const last = pair.seen.at(-1)?.price;
  const isFar = last !== undefined && isJump(last, price);
  if (isFar && !isBorneOut(price, [low, high])) {
    // What is older than the doubted price, or the same again, says nothing of it.
    if (pair.doubted !== null && (own < pair.doubted.at || price === pair.doubted.price)) return;
    if (pair.doubted === null || isJump(pair.doubted.price, price)) {
      pair.doubted = { at: own, price };
      return;
    }
  }
  if (pair.doubted !== null && own > pair.doubted.at) pair.doubted = null;
  const believed = (extreme: number) =>
    isJump(price, extreme) && isJump(last ?? price, extreme) ? price : extreme;
  pair.seen.push({ at: own, price, low: believed(low), high: believed(high) });
  for (const alarm of pair.alarms) judge(model, pair, alarm, now);
}

/** Whether another price of the same observation is near this one. */
function isBorneOut(price: number, others: readonly number[]): boolean {
  return others.some((other) => other !== price && !isJump(other, price) && !isJump(price, other));
}

/** More than half of the price, up or down; on whole numbers of the grid, so that half is half. */
function isJump(from: number, to: number): boolean {
  return 2 * to > 3 * from || 2 * to < from;
}

function judge(model: Model, pair: ModelPair, alarm: ModelAlarm, now: number): void {
  const { spec } = alarm;
  if (spec.expiresAt !== null && now >= Date.parse(spec.expiresAt)) return;
  const isTrue = truth(alarm, pair);
  if (newestOf(pair).at < alarm.setAt) {
    // A price from before it was set says what was true then.
    alarm.wasTrue = isTrue ?? false;
    return;
  }
  if (isTrue === null) return;
  if (!alarm.free) free(pair, alarm, isTrue);
  const detectedAt = now - pair.fireOffset;
  const isSilent = isSnoozed(alarm, now, detectedAt);
  const reached = spec.type === "target"
    ? crossing(alarm, pair)
    : turnsTrue(alarm, pair)
    ? touching(alarm, pair)
    : null;
  alarm.wasTrue = isTrue;
  const hasPrevious = pair.seen.length > 1;
  if (reached === null || !alarm.free || isSilent || alarm.paused || !hasPrevious) return;
  // A person may have ended the pause too early.
  alarm.recent = alarm.recent.filter((each) => each >= detectedAt - SPAN_MS && each <= detectedAt);
  if (alarm.recent.length >= MOST_FIRES) return;
  fire(model, pair, alarm, reached, detectedAt);
}

function free(pair: ModelPair, alarm: ModelAlarm, isTrue: boolean): void {
  const { at } = newestOf(pair);
  alarm.cleared ||= wasFalseWithin(alarm, pair, isTrue);
  const cooled = at >= alarm.lastFireAt + alarm.spec.cooldownSeconds * 1000;
  alarm.free = alarm.spec.mode === "repeat" && cooled && alarm.cleared;
}

/** A snooze or pause that is over is forgotten, also when the clock is set back later. */
function isSnoozed(alarm: ModelAlarm, now: number, detectedAt: number): boolean {
  if (alarm.snoozedUntil !== null && now >= alarm.snoozedUntil) alarm.snoozedUntil = null;
  if (alarm.pausedUntil !== null && detectedAt >= alarm.pausedUntil) alarm.pausedUntil = null;
  return alarm.snoozedUntil !== null || alarm.pausedUntil !== null;
}

function fire(
  model: Model,
  pair: ModelPair,
  alarm: ModelAlarm,
  { direction, price }: { direction: "up" | "down"; price: number },
  detectedAt: number,
): void {
  const { at } = newestOf(pair);
  alarm.recent.push(detectedAt);
  if (alarm.recent.length >= MOST_FIRES) alarm.pausedUntil = detectedAt + PAUSE_MS;
  alarm.count++;
  model.fires.push({
    id: `fire_${alarm.id.replace("alarm_", "")}_${alarm.count}_${(at + pair.offset).toString(36)}`,
    pair: pair.symbol,
    price,
    previousPrice: pair.seen.at(-2)?.price ?? null,
    direction,
    at: at + pair.offset,
  });
  alarm.start = price;
  alarm.wasTrue = truth(alarm, pair) ?? false;
  alarm.free = false;
  alarm.cleared = !alarm.wasTrue;
  alarm.lastFireAt = at;
}
