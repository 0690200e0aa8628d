import { atLeast, plus, rational, times } from "../market/rational.ts";
import type { ModelAlarm, ModelPair, Seen } from "./model.ts";

interface Reached {
  readonly direction: "up" | "down";
  readonly price: number;
}

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** Whether the condition is true at the close of the newest observation; null while that cannot be known. */
export function truth(alarm: ModelAlarm, pair: ModelPair): boolean | null {
  const newest = newestOf(pair);
  const held = targetHolds(alarm, newest.price);
  if (held !== null) return held;
  const reference = referenceOf(alarm, pair, { at: newest.at, included: true });
  return reference === null ? null : verdict(alarm, newest.price, reference) !== null;
}

/** Whether the condition holds at a moment after the newest observation; false while that cannot be known. */
export function holdsAt(alarm: ModelAlarm, pair: ModelPair, at: number): boolean {
  const newest = pair.seen.at(-1);
  if (newest === undefined) return false;
  const held = targetHolds(alarm, newest.price);
  if (held !== null) return held;
  const reference = referenceOf(alarm, pair, { at, asked: true });
  return reference !== null && verdict(alarm, newest.price, reference) !== null;
}

function targetHolds({ spec }: ModelAlarm, price: number): boolean | null {
  if (spec.type !== "target") return null;
  if (spec.direction === "any") return price === spec.targetPrice;
  return spec.direction === "fromBelow" ? price >= spec.targetPrice : price <= spec.targetPrice;
}

/** Whether a level alarm turned true, in whatever order the low and high came. */
export function turnsTrue(alarm: ModelAlarm, pair: ModelPair): boolean {
  return ordersOf(newestFor(alarm, pair)).every((prices) => {
    const path = [alarm.wasTrue, ...truthsOf(alarm, pair, prices)];
    return path.some((isTrue, nth) => isTrue && path[nth - 1] === false);
  });
}

/** The prices of an observation in both orders in which its low and high may have come. */
function ordersOf({ first, low, high, price }: Seen): number[][] {
  const begun = first === undefined ? [] : [first];
  return [[...begun, low, high, price], [...begun, high, low, price]];
}

/** Whether a level alarm is true at each of these prices of the newest observation, in this order. */
function truthsOf(alarm: ModelAlarm, pair: ModelPair, prices: readonly number[]): boolean[] {
  const { spec } = alarm;
  const { at } = newestOf(pair);
  return prices.map((price, nth) => {
    const last = nth === prices.length - 1;
    const known = referenceOf(alarm, pair, { at, included: spec.type !== "percentChange" || last });
    if (spec.type !== "percentChange" || last) {
      return known !== null && verdict(alarm, price, known) !== null;
    }
    const so = prices.slice(0, nth + 1);
    const own = spec.changeType === "downFromMax" ? Math.max(...so) : Math.min(...so);
    const reference = known === null
      ? own
      : spec.changeType === "downFromMax"
      ? Math.max(known, own)
      : Math.min(known, own);
    return verdict(alarm, price, reference) !== null;
  });
}

/** The move that a level alarm tells at the newest observation: by its close, then its high, then its low. */
export function touching(alarm: ModelAlarm, pair: ModelPair): Reached | null {
  const { at, price, high, low, first } = newestFor(alarm, pair);
  const known = referenceOf(alarm, pair, { at, included: false });
  const before = alarm.spec.type !== "percentChange" || first === undefined
    ? known
    : alarm.spec.changeType === "downFromMax"
    ? Math.max(known ?? first, first)
    : Math.min(known ?? first, first);
  const tries: readonly [number, number | null][] = [
    [price, referenceOf(alarm, pair, { at, included: true })],
    [high, before],
    [low, before],
  ];
  for (const [tried, reference] of tries) {
    const direction = reference === null ? null : verdict(alarm, tried, reference);
    if (direction !== null) return { direction, price: tried };
  }
  return null;
}

interface Window {
  readonly at: number;
  /** Whether the newest observation counts for its own comparison. */
  readonly included?: boolean;
  /** Asked by a person, between observations: all of them are the past. */
  readonly asked?: boolean;
}

function referenceOf({ spec, start }: ModelAlarm, pair: ModelPair, window: Window) {
  const { seen } = pair;
  const { at, included = true, asked = false } = window;
  if (spec.type === "percentChange") {
    const known = included ? seen : seen.slice(0, -1);
    if (known.length === 0) return null;
    return spec.changeType === "downFromMax"
      ? Math.max(...known.map(({ high }) => high))
      : Math.min(...known.map(({ low }) => low));
  }
  if (spec.type !== "timeframe") return null;
  if (spec.timeUnit === "sinceStart") return start;
  const past = asked ? seen : seen.slice(0, -1);
  const lengthMs = (spec.timeValue ?? 0) * UNIT_MS[spec.timeUnit];
  const from = at - lengthMs;
  if (!past.some((each) => each.at <= from)) return null;
  return inForce(pair, asked ? seen : [...past, newestIn(seen)], { from, lengthMs });
}

/** The price at the end of the second in which a window starts; null where nobody knows it closely enough. */
function inForce(
  pair: ModelPair,
  seen: readonly Seen[],
  { from, lengthMs }: { readonly from: number; readonly lengthMs: number },
): number | null {
  // By the wall clock: a clock may be set by less than a second.
  const start = Math.floor((from + pair.offset) / 1000) * 1000 + 999 - pair.offset;
  const index = seen.findLastIndex((each) => each.at <= start);
  const [before, after] = [seen[index], seen[index + 1]];
  if (before === undefined) return null;
  const gapMs = Math.max(37_500, pair.ownTime ? pair.staleAfterMs : 10_000);
  const isGap = after !== undefined && after.at - before.at > gapMs && start > before.at;
  const tolerance = Math.max(1000, lengthMs / 100);
  if (!isGap || start - before.at <= tolerance) return before.price;
  return after.at - start <= tolerance ? after.price : null;
}

function verdict({ spec }: ModelAlarm, price: number, from: number): "up" | "down" | null {
  if (spec.type === "target") return null;
  const share = (sign: number) =>
    plus(rational(1), times(rational(spec.percentage * sign), rational(0.01)));
  const rose = atLeast(rational(price), times(rational(from), share(1)));
  const fell = atLeast(times(rational(from), share(-1)), rational(price));
  const wanted = spec.type === "timeframe"
    ? spec.direction
    : spec.changeType === "downFromMax"
    ? "down"
    : "up";
  if (rose && wanted !== "down") return "up";
  return fell && wanted !== "up" ? "down" : null;
}

/** The first crossing of the target on the way previous price → extremes → close. */
export function crossing(alarm: ModelAlarm, pair: ModelPair): Reached | null {
  const { spec } = alarm;
  const previous = pair.seen.at(-2)?.price;
  if (spec.type !== "target" || previous === undefined) return null;
  const { targetPrice: target, direction } = spec;
  const { price, low, high, first = previous } = newestFor(alarm, pair);
  const rises = Math.min(previous, first) < target && high >= target ||
    low < target && price >= target;
  const falls = Math.max(previous, first) > target && low <= target ||
    high > target && price <= target;
  const up = { direction: "up" as const, price: price >= target ? price : high };
  const down = { direction: "down" as const, price: price <= target ? price : low };
  if (direction === "fromBelow") return rises ? up : null;
  if (direction === "fromAbove") return falls ? down : null;
  if (previous > target) return falls ? down : rises ? up : null;
  return rises ? up : falls ? down : null;
}

/** Whether the condition was false at some moment from the price before the newest observation on. */
export function wasFalseWithin(alarm: ModelAlarm, pair: ModelPair, isTrue: boolean): boolean {
  const { spec } = alarm;
  if (!isTrue) return true;
  if (spec.type !== "target") {
    if (!alarm.wasTrue) return true;
    return ordersOf(newestFor(alarm, pair))
      .every((prices) => truthsOf(alarm, pair, prices).includes(false));
  }
  // It counts also when nobody looked, because the alarm had expired by a clock that was wrong.
  const previous = pair.seen.at(-2)?.price;
  if (previous !== undefined && targetHolds(alarm, previous) === false) return true;
  const { low, high } = newestFor(alarm, pair);
  const below = low < spec.targetPrice;
  const above = high > spec.targetPrice;
  if (spec.direction === "any") return below || above;
  return spec.direction === "fromBelow" ? below : above;
}

/** The newest observation; its low and high may be from before an alarm that was set after the one before. */
function newestFor({ setAt, silences }: ModelAlarm, { seen }: ModelPair): Seen {
  const newest = newestIn(seen);
  const before = seen.at(-2);
  const isHeard = silences.every(({ to }) => to <= (before?.at ?? 0) || to > newest.at);
  if (before === undefined || setAt <= before.at && isHeard) return newest;
  const { at, price } = newest;
  return { at, price, low: price, high: price };
}

export function newestOf({ seen }: ModelPair): Seen {
  return newestIn(seen);
}

function newestIn(seen: readonly Seen[]): Seen {
  const newest = seen.at(-1);
  if (newest === undefined) throw new RangeError("Nothing was observed yet");
  return newest;
}
