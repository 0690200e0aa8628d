import type { Observation } from "@/lib/market/accept.ts";
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
  if (own <= (pair.seen.at(-1)?.at ?? -Infinity) || own === pair.outlier?.at) return;
  const last = pair.seen.at(-1)?.price;
  const isFar = last !== undefined && isJump(last, price);
  if (isFar && !isBorneOut(price, [low, high])) {
    // What is older than the outlier, or the same again, says nothing of it.
    if (pair.outlier !== null && (own < pair.outlier.at || price === pair.outlier.price)) return;
    if (pair.outlier === null || isJump(pair.outlier.price, price)) {
      pair.outlier = { at: own, price };
      return;
    }
  }
  if (pair.outlier !== null && own > pair.outlier.at) pair.outlier = null;
  const believed = (extreme: number) =>
    isJump(price, extreme) && isJump(last ?? price, extreme) ? price : extreme;
  pair.seen.push({ at: own, price, low: believed(low), high: believed(high) });
  for (const alarm of pair.alarms) evaluate(model, pair, alarm);
}

/** Whether another price of the same observation is near this one. */
function isBorneOut(price: number, others: readonly number[]): boolean {
  return others.some((other) => other !== price && !isJump(other, price) && !isJump(price, other));
}

/** More than half of the price, up or down; on whole numbers of the grid, so that half is half. */
function isJump(from: number, to: number): boolean {
  return 2 * to > 3 * from || 2 * to < from;
}

/** Holds one alarm against the newest observation of its pair. */
export function evaluate(model: Model, pair: ModelPair, alarm: ModelAlarm): void {
  const { spec } = alarm;
  const { at } = newestOf(pair);
  if (spec.expiresAt !== null && at + pair.offset >= Date.parse(spec.expiresAt)) return;
  const isTrue = truth(alarm, pair);
  if (newestOf(pair).at < alarm.setAt) {
    // A price from before it was set says what was true then.
    alarm.wasTrue = isTrue ?? false;
    return;
  }
  if (isTrue === null) return;
  if (!alarm.free) free(pair, alarm, isTrue);
  const isSilent = isSnoozed(alarm, pair, at) || (alarm.pausedFrom ?? Infinity) <= at;
  const reached = spec.type === "target"
    ? crossing(alarm, pair)
    : turnsTrue(alarm, pair)
    ? touching(alarm, pair)
    : null;
  alarm.wasTrue = isTrue;
  const hasPrevious = pair.seen.length > 1;
  if (reached === null || !alarm.free || isSilent || !hasPrevious) return;
  // A person may have ended the pause too early.
  alarm.recent = alarm.recent.filter((each) => each >= at - SPAN_MS && each <= at);
  if (alarm.recent.length >= MOST_FIRES) return;
  fire(model, pair, alarm, reached);
}

function free(pair: ModelPair, alarm: ModelAlarm, isTrue: boolean): void {
  const { at } = newestOf(pair);
  alarm.cleared ||= wasFalseWithin(alarm, pair, isTrue);
  const cooled = at >= alarm.lastFireAt + alarm.spec.cooldownSeconds * 1000;
  alarm.free = alarm.spec.mode === "repeat" && cooled && alarm.cleared;
}

/** A snooze or suppression that is over is forgotten, also when the clock is set back later. */
function isSnoozed(alarm: ModelAlarm, { offset }: ModelPair, at: number): boolean {
  const until = alarm.pausedUntil ?? (alarm.snoozedUntil ?? -Infinity) - offset;
  const isActive = alarm.snoozedFrom <= at && at < until;
  if (alarm.snoozedFrom > -Infinity && at >= until) {
    alarm.silences.push({ from: alarm.snoozedFrom, to: until });
    [alarm.snoozedUntil, alarm.pausedUntil, alarm.snoozedFrom] = [null, null, -Infinity];
  }
  return isActive || alarm.silences.some(({ from, to }) => from <= at && at < to);
}

function fire(
  model: Model,
  pair: ModelPair,
  alarm: ModelAlarm,
  { direction, price }: { direction: "up" | "down"; price: number },
): void {
  const { at } = newestOf(pair);
  alarm.recent.push(at);
  if (alarm.recent.length >= MOST_FIRES) {
    [alarm.pausedUntil, alarm.snoozedFrom] = [at + PAUSE_MS, at];
  }
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
