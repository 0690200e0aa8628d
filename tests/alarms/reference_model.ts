import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { atLeast, plus, rational, times } from "@/tests/market/rational.ts";

/** A fire as the reference model tells it: at which observation, where to, at which price. */
export interface ModelFire {
  readonly index: number;
  readonly direction: "up" | "down";
  readonly price: number;
}

interface Run {
  readonly alarm: Alarm;
  readonly seen: readonly Observation[];
  readonly index: number;
  /** What `sinceStart` measures from. */
  readonly start: number;
}

type Verdict = "up" | "down" | null;

/**
 * The fires of an alarm that is set after the first observation, told plainly: every question is answered from the whole
 * list of observations, with fractions, and nothing is remembered but the last fire, the last known truth and the start.
 */
export function modelFires(alarm: Alarm, seen: readonly Observation[]): ModelFire[] {
  const fires: ModelFire[] = [];
  let start = alarm.type === "timeframe" ? alarm.startPrice ?? 0 : 0;
  let wasTrue = truth({ alarm, seen, index: 0, start }) ?? false;
  let free = true;
  let cleared = false;
  for (let index = 1; index < seen.length; index++) {
    const run = { alarm, seen, index, start };
    const { at } = cell(run);
    if (alarm.expiresAt !== null && at >= Date.parse(alarm.expiresAt)) break;
    const isTrue = truth(run);
    if (isTrue === null) continue;
    const last = fires.at(-1);
    if (!free && last) {
      cleared ||= wasFalseWithin(run, isTrue, wasTrue);
      const cooled = at >= (seen[last.index]?.at ?? 0) + alarm.cooldownSeconds * 1000;
      free = alarm.mode === "repeat" && cooled && cleared;
    }
    const quiet = alarm.paused ||
      alarm.snoozedUntil !== null && at < Date.parse(alarm.snoozedUntil);
    const reached = alarm.type === "target"
      ? crossing(run)
      : turnsTrue(run, wasTrue)
      ? touching(run)
      : null;
    wasTrue = isTrue;
    if (reached === null || !free || quiet) continue;
    fires.push({ index, ...reached });
    start = reached.price;
    wasTrue = truth({ ...run, start }) ?? false;
    free = false;
    cleared = !wasTrue;
  }
  return fires;
}

function cell({ seen, index }: Run): Required<Pick<Observation, "price" | "at" | "low" | "high">> {
  const observation = seen[index];
  if (!observation) throw new RangeError(`No observation ${index}`);
  const { price, at } = observation;
  return { price, at, low: observation.low ?? price, high: observation.high ?? price };
}

/** Whether the condition is true at the close of an observation; null while that cannot be known. */
function truth(run: Run): boolean | null {
  const { alarm } = run;
  const { price } = cell(run);
  if (alarm.type === "target") {
    const [above, under] = [price >= alarm.targetPrice, price <= alarm.targetPrice];
    if (alarm.direction === "any") return above && under;
    return alarm.direction === "fromBelow" ? above : under;
  }
  const reference = referenceAt(run);
  return reference === null ? null : verdict(alarm, price, reference) !== null;
}

/** The prices of an observation in both orders in which its low and high may have come. */
function orders(run: Run): number[][] {
  const { low, high, price } = cell(run);
  const { first: open } = run.seen[run.index] ?? {};
  const first = open === undefined ? [] : [open];
  return [[...first, low, high, price], [...first, high, low, price]];
}

/** Whether a level alarm is true at each of these prices of an observation. */
function truths(run: Run, prices: readonly number[]): boolean[] {
  const { alarm } = run;
  return prices.map((price, nth) => {
    const reference = alarm.type === "percentChange"
      ? extreme(alarm, [...earlier(run), ...prices.slice(0, nth + 1)])
      : referenceAt(run);
    return reference !== null && verdict(alarm, price, reference) !== null;
  });
}

/** Whether a level alarm turned true in whatever order the low and high came. */
function turnsTrue(run: Run, wasTrue: boolean): boolean {
  return orders(run).every((prices) => {
    const path = [wasTrue, ...truths(run, prices)];
    return path.some((isTrue, nth) => isTrue && path[nth - 1] === false);
  });
}

/** The move a level alarm tells at an observation, by its close first, then its high, then its low. */
function touching(run: Run): Pick<ModelFire, "direction" | "price"> | null {
  const { price, high, low } = cell(run);
  const { first: open } = run.seen[run.index] ?? {};
  const own = run.alarm.type === "percentChange"
    ? extreme(run.alarm, [...earlier(run), low, high])
    : referenceAt(run);
  const before = run.alarm.type === "percentChange"
    ? extreme(run.alarm, [...earlier(run), ...(open === undefined ? [] : [open])])
    : own;
  const tries: [number, number | null][] = [[price, own], [high, before], [low, before]];
  for (const [tried, reference] of tries) {
    const direction = reference === null ? null : verdict(run.alarm, tried, reference);
    if (direction !== null) return { direction, price: tried };
  }
  return null;
}

/** The lows and highs of the observations before. */
function earlier(run: Run): number[] {
  return run.seen.slice(0, run.index).flatMap((_, index) => {
    const { low, high } = cell({ ...run, index });
    return [low, high];
  });
}

function extreme(alarm: Alarm, prices: readonly number[]): number | null {
  if (alarm.type !== "percentChange" || prices.length === 0) return null;
  return alarm.changeType === "downFromMax" ? Math.max(...prices) : Math.min(...prices);
}

/** What a level alarm compares with at the close of an observation. */
function referenceAt(run: Run): number | null {
  const { alarm, seen, index, start } = run;
  if (alarm.type === "target") return null;
  if (alarm.type === "percentChange") {
    const { low, high } = cell(run);
    return extreme(alarm, [...earlier(run), low, high]);
  }
  if (alarm.timeUnit === "sinceStart") return start;
  const unit = { minutes: 60, hours: 3600, days: 86400 }[alarm.timeUnit];
  const from = cell(run).at - (alarm.timeValue ?? 0) * unit * 1000;
  // The price in force at the end of the second in which the window starts.
  const second = Math.floor(from / 1000);
  return seen.slice(0, index).findLast(({ at }) => Math.floor(at / 1000) <= second)?.price ?? null;
}

function verdict(alarm: Alarm, price: number, from: number): Verdict {
  if (alarm.type === "target") return null;
  const share = (sign: number) =>
    plus(rational(1), times(rational(alarm.percentage * sign), rational(0.01)));
  const rose = atLeast(rational(price), times(rational(from), share(1)));
  const fell = atLeast(times(rational(from), share(-1)), rational(price));
  const wanted = alarm.type === "timeframe"
    ? alarm.direction
    : alarm.changeType === "downFromMax"
    ? "down"
    : "up";
  if (rose && wanted !== "down") return "up";
  return fell && wanted !== "up" ? "down" : null;
}

/** The first crossing of the target on the way previous price → extremes → close. */
function crossing(run: Run): Pick<ModelFire, "direction" | "price"> | null {
  const { alarm, index } = run;
  if (alarm.type !== "target") return null;
  const { targetPrice: target, direction } = alarm;
  const previous = cell({ ...run, index: index - 1 }).price;
  const { price, low, high } = cell(run);
  const { first: open = previous } = run.seen[index] ?? {};
  const rises = Math.min(previous, open) < target && high >= target ||
    low < target && price >= target;
  const falls = Math.max(previous, open) > target && low <= target ||
    high > target && price <= target;
  const up = { direction: "up" as const, price: price >= target ? price : high };
  const down = { direction: "down" as const, price: price <= target ? price : low };
  if (direction === "fromBelow") return rises ? up : null;
  if (direction === "fromAbove") return falls ? down : null;
  if (previous > target) return falls ? down : rises ? up : null;
  return rises ? up : falls ? down : null;
}

function wasFalseWithin(run: Run, isTrue: boolean, wasTrue: boolean): boolean {
  const { alarm } = run;
  if (!isTrue) return true;
  if (alarm.type !== "target") {
    return !wasTrue || orders(run).every((prices) => truths(run, prices).includes(false));
  }
  const { low, high } = cell(run);
  const below = low < alarm.targetPrice;
  const above = high > alarm.targetPrice;
  if (alarm.direction === "any") return below || above;
  return alarm.direction === "fromBelow" ? below : above;
}
