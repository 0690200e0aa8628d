import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Bar } from "@/lib/market/candle.ts";
import { atLeast, plus, rational, times } from "@/tests/market/rational.ts";
import { STEP_MS } from "./arbitrary_bars.ts";

/** The nearest approach as the model tells it. */
export interface ModelApproach {
  readonly at: number;
  readonly price: number;
  readonly isReached: boolean;
  readonly percent: number;
}

interface Scene {
  readonly alarm: Alarm;
  readonly bars: readonly Bar[];
  /** Since when the alarm counts, in milliseconds. */
  readonly since: number;
}

const endOf = (bar: Bar) => bar.at + STEP_MS - 1;

/**
 * The nearest approach told plainly: for each bar every price that counts is held against what it must
 * be compared with, looked for anew among all bars before it, with fractions where it is yes or no.
 */
export function modelNearest(scene: Scene): ModelApproach | null {
  const { bars, since, alarm } = scene;
  const until = alarm.expiresAt === null ? Infinity : Date.parse(alarm.expiresAt);
  let nearest: ModelApproach | null = null;
  let was: boolean | null | undefined;
  for (const [index, bar] of bars.entries()) {
    if (endOf(bar) <= since || endOf(bar) >= until) continue;
    // What came before it within the same bar is not known.
    if (was === undefined) was = bar.at < since ? null : truthBefore(scene, index);
    const approach = within(scene, index, was);
    const isNearer = approach?.isReached ||
      (approach?.percent ?? Infinity) < (nearest?.percent ?? Infinity);
    if (isNearer) nearest = approach;
    const reference = referenceOf(scene, index, true);
    if (reference !== "unknown") was = isTrue(alarm, bar.close, reference);
  }
  return nearest;
}

function within(scene: Scene, index: number, was: boolean | null): ModelApproach | null {
  const { alarm, bars, since } = scene;
  const bar = bars[index] as Bar;
  const [low, high] = bar.at < since ? [bar.close, bar.close] : [bar.low, bar.high];
  const [own, before] = [referenceOf(scene, index, true), referenceOf(scene, index, false)];
  const early = bar.at < since ? before : referenceAtOpen(scene, index, before);
  const tries: [number, Reference][] = [[bar.close, own], [high, early], [low, early]];
  const at = endOf(bar);
  if (alarm.type === "target") {
    const previous = bar.at < since ? undefined : bars[index - 1]?.close;
    const open = bar.at < since ? previous ?? bar.close : bar.open;
    const price = crossingPrice(alarm, previous, { ...bar, open, low, high });
    if (price !== null) return { at, price, isReached: true, percent: 0 };
  } else if (was !== null && turnsTrue(scene, index, was)) {
    const reached = tries.find(([price, reference]) => isTrue(alarm, price, reference));
    if (reached) return { at, price: reached[0], isReached: true, percent: 0 };
  }
  if (isTrue(alarm, bar.close, own)) return null;
  const counted = was === false ? tries : tries.slice(0, 1);
  const told = counted.flatMap(([price, reference]) => {
    const percent = percentTo(alarm, price, reference);
    return percent === null ? [] : [{ at, price, isReached: false, percent }];
  });
  return told.reduce<ModelApproach | null>(
    (best, each) => best === null || each.percent < best.percent ? each : best,
    null,
  );
}

/** Whether a level alarm turned true in whatever order the low and high of a bar came. */
function turnsTrue(scene: Scene, index: number, was: boolean): boolean {
  const { alarm, bars, since } = scene;
  const { at, open, low, high, close } = bars[index] as Bar;
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

/** What the prices of a bar are compared with once these of them were seen. */
function referenceAfter(scene: Scene, index: number, seen: readonly number[]): Reference {
  const { alarm, bars } = scene;
  if (alarm.type !== "percentChange") return referenceOf(scene, index, true);
  const isMax = alarm.changeType === "downFromMax";
  const before = bars.slice(0, index).map((bar) => isMax ? bar.high : bar.low);
  return isMax ? Math.max(...before, ...seen) : Math.min(...before, ...seen);
}

function referenceAtOpen(scene: Scene, index: number, before: Reference): Reference {
  if (scene.alarm.type !== "percentChange") return before;
  return referenceAfter(scene, index, [(scene.bars[index] as Bar).open]);
}

/** What a price is compared with: nothing for a target, not known while a window warms up. */
type Reference = number | "none" | "unknown";

function referenceOf({ alarm, bars }: Scene, index: number, included: boolean): Reference {
  const known = bars.slice(0, included ? index + 1 : index);
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
      return windowStart(bars.slice(0, index), endOf(bars[index] as Bar), alarm.timeValue ?? 0);
  }
}

/** All windows of these tests are told in minutes. */
function windowStart(before: readonly Bar[], at: number, minutes: number): Reference {
  const from = at - minutes * 60_000;
  if (!before.some((bar) => endOf(bar) <= from)) return "unknown";
  const second = Math.floor(from / 1000);
  return before.findLast((bar) => Math.floor(endOf(bar) / 1000) <= second)?.close ?? "unknown";
}

function truthBefore(scene: Scene, index: number): boolean | null {
  const { alarm, bars, since } = scene;
  const previous = bars[index - 1];
  if (previous === undefined) return null;
  const isWindow = alarm.type === "timeframe" && alarm.timeUnit !== "sinceStart";
  const reference = isWindow
    ? windowStart(bars.slice(0, index), since, alarm.timeValue ?? 0)
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
  { open, low, high, close }: Bar,
): number | null {
  if (previous === undefined) return null;
  const [lower, upper] = [Math.min(previous, open), Math.max(previous, open)];
  const rises = lower < target && high >= target || low < target && close >= target;
  const falls = upper > target && low <= target || high > target && close <= target;
  const up = rises && direction !== "fromAbove" ? (close >= target ? close : high) : null;
  const down = falls && direction !== "fromBelow" ? close <= target ? close : low : null;
  return previous > target ? down ?? up : up ?? down;
}
