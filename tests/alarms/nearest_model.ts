import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { atLeast, plus, rational, times } from "@/tests/market/rational.ts";
import { STEP_MS } from "./arbitrary_candles.ts";

/** The near miss as the model tells it. */
interface ModelNearMiss {
  readonly at: number;
  readonly price: number;
  readonly isReached: boolean;
  readonly percent: number;
}

interface Scene {
  readonly alarm: Alarm;
  readonly candles: readonly Candle[];
  /** Since when the alarm counts, in milliseconds. */
  readonly since: number;
}

const endOf = (candle: Candle) => candle.at + STEP_MS - 1;

/**
 * The near miss told plainly: for each candle every price that counts is held against what it must
 * be compared with, looked for anew among all candles before it, with fractions where it is yes or no.
 */
export function modelNearest(scene: Scene): ModelNearMiss | null {
  const { candles, since, alarm } = scene;
  const until = alarm.expiresAt === null ? Infinity : Date.parse(alarm.expiresAt);
  let nearest: ModelNearMiss | null = null;
  let was: boolean | null | undefined;
  for (const [index, candle] of candles.entries()) {
    if (endOf(candle) <= since || endOf(candle) >= until) continue;
    // What came before it within the same candle is not known.
    if (was === undefined) was = candle.at < since ? null : truthBefore(scene, index);
    const nearMiss = within(scene, index, was);
    const isNearer = nearMiss?.isReached ||
      (nearMiss?.percent ?? Infinity) < (nearest?.percent ?? Infinity);
    if (isNearer) nearest = nearMiss;
    const reference = referenceOf(scene, index, true);
    if (reference !== "unknown") was = isTrue(alarm, candle.close, reference);
  }
  return nearest;
}

function within(scene: Scene, index: number, was: boolean | null): ModelNearMiss | null {
  const { alarm, candles, since } = scene;
  const candle = candles[index] as Candle;
  const [low, high] = candle.at < since ? [candle.close, candle.close] : [candle.low, candle.high];
  const [own, before] = [referenceOf(scene, index, true), referenceOf(scene, index, false)];
  const early = candle.at < since ? before : referenceAtOpen(scene, index, before);
  const tries: [number, Reference][] = [[candle.close, own], [high, early], [low, early]];
  const at = endOf(candle);
  if (alarm.type === "target") {
    const previous = candle.at < since ? undefined : candles[index - 1]?.close;
    const open = candle.at < since ? previous ?? candle.close : candle.open;
    const price = crossingPrice(alarm, previous, { ...candle, open, low, high });
    if (price !== null) return { at, price, isReached: true, percent: 0 };
  } else if (was !== null && turnsTrue(scene, index, was)) {
    const reached = tries.find(([price, reference]) => isTrue(alarm, price, reference));
    if (reached) return { at, price: reached[0], isReached: true, percent: 0 };
  }
  if (isTrue(alarm, candle.close, own)) return null;
  const counted = was === false ? tries : tries.slice(0, 1);
  const told = counted.flatMap(([price, reference]) => {
    const percent = percentTo(alarm, price, reference);
    return percent === null ? [] : [{ at, price, isReached: false, percent }];
  });
  return told.reduce<ModelNearMiss | null>(
    (best, each) => best === null || each.percent < best.percent ? each : best,
    null,
  );
}

/** Whether a level alarm turned true in whatever order the low and high of a candle came. */
function turnsTrue(scene: Scene, index: number, was: boolean): boolean {
  const { alarm, candles, since } = scene;
  const { at, open, low, high, close } = candles[index] as Candle;
  const orders = at < since ? [[close]] : [[open, low, high, close], [open, high, low, close]];
  return orders.every((prices) => {
    const truths = prices.map((price, nth) => {
      const known = prices.slice(0, nth + 1);
      return isTrue(alarm, price, referenceAfter(scene, index, at < since ? [low, high] : known));
    });
    const path = [was, ...truths];
    return path.some((truth, nth) => truth && path[nth - 1] === false);
  });
}

/** What the prices of a candle are compared with once these of them were seen. */
function referenceAfter(scene: Scene, index: number, seen: readonly number[]): Reference {
  const { alarm, candles } = scene;
  if (alarm.type !== "percentChange") return referenceOf(scene, index, true);
  const isMax = alarm.changeType === "downFromMax";
  const before = candles.slice(0, index).map((candle) => isMax ? candle.high : candle.low);
  return isMax ? Math.max(...before, ...seen) : Math.min(...before, ...seen);
}

function referenceAtOpen(scene: Scene, index: number, before: Reference): Reference {
  if (scene.alarm.type !== "percentChange") return before;
  return referenceAfter(scene, index, [(scene.candles[index] as Candle).open]);
}

/** What a price is compared with: nothing for a target, not known while a window warms up. */
type Reference = number | "none" | "unknown";

function referenceOf({ alarm, candles }: Scene, index: number, included: boolean): Reference {
  const known = candles.slice(0, included ? index + 1 : index);
  switch (alarm.type) {
    case "target":
      return "none";
    case "percentChange":
      if (known.length === 0) return "unknown";
      return alarm.changeType === "downFromMax"
        ? Math.max(...known.map(({ high }) => high))
        : Math.min(...known.map(({ low }) => low));
    case "timeframe":
      if (alarm.timeUnit === "sinceStart") return alarm.startPrice ?? "unknown";
      return windowStart(
        candles.slice(0, index),
        endOf(candles[index] as Candle),
        alarm.timeValue ?? 0,
      );
  }
}

/** All windows of these tests are told in minutes. */
function windowStart(before: readonly Candle[], at: number, minutes: number): Reference {
  const from = at - minutes * 60_000;
  if (!before.some((candle) => endOf(candle) <= from)) return "unknown";
  const second = Math.floor(from / 1000);
  return before.findLast((candle) => Math.floor(endOf(candle) / 1000) <= second)?.close ??
    "unknown";
}

function truthBefore(scene: Scene, index: number): boolean | null {
  const { alarm, candles, since } = scene;
  const previous = candles[index - 1];
  if (previous === undefined) return null;
  const isWindow = alarm.type === "timeframe" && alarm.timeUnit !== "sinceStart";
  const reference = isWindow
    ? windowStart(candles.slice(0, index), since, alarm.timeValue ?? 0)
    : referenceOf(scene, index - 1, true);
  return isTrue(alarm, previous.close, reference);
}

function isTrue(alarm: Alarm, price: number, reference: Reference): boolean {
  if (alarm.type === "target") {
    if (alarm.direction === "any") return price === alarm.targetPrice;
    return alarm.direction === "fromBelow"
      ? price >= alarm.targetPrice
      : price <= alarm.targetPrice;
  }
  if (typeof reference !== "number") return false;
  const share = (sign: number) =>
    times(
      rational(reference),
      plus(rational(1), times(rational(sign * alarm.percentage), rational(0.01))),
    );
  const { up, down } = ways(alarm);
  return up && atLeast(rational(price), share(1)) || down && atLeast(share(-1), rational(price));
}

function ways(alarm: Exclude<Alarm, { type: "target" }>) {
  const way = alarm.type === "timeframe"
    ? alarm.direction
    : alarm.changeType === "downFromMax"
    ? "down"
    : "up";
  return { up: way !== "down", down: way !== "up" };
}

function percentTo(alarm: Alarm, price: number, reference: Reference): number | null {
  const far = (trigger: number) => Math.abs((trigger - price) / price * 100);
  if (alarm.type === "target") return far(alarm.targetPrice);
  if (typeof reference !== "number") return null;
  const { up, down } = ways(alarm);
  return Math.min(
    ...(up ? [far(reference * (100 + alarm.percentage) / 100)] : []),
    ...(down ? [far(reference * (100 - alarm.percentage) / 100)] : []),
  );
}

/** The price that met the target on the way previous price → extremes → close. */
function crossingPrice(
  { targetPrice: target, direction }: Extract<Alarm, { type: "target" }>,
  previous: number | undefined,
  { open, low, high, close }: Candle,
): number | null {
  if (previous === undefined) return null;
  const [lower, upper] = [Math.min(previous, open), Math.max(previous, open)];
  const rises = lower < target && high >= target || low < target && close >= target;
  const falls = upper > target && low <= target || high > target && close <= target;
  const up = rises && direction !== "fromAbove" ? (close >= target ? close : high) : null;
  const down = falls && direction !== "fromBelow" ? close <= target ? close : low : null;
  return previous > target ? down ?? up : up ?? down;
}
