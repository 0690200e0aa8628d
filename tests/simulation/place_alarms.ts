import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import type { Dice } from "./dice.ts";
import type { PairPath, SimulatedMarket, Wick } from "./market.ts";
import { type Cells, type PlainRun, plainRun } from "./plain_model.ts";
import { barsOf, ticksOf } from "./views.ts";

/** An alarm, and what the plain model says of it over the full ticks. */
export interface PlacedAlarm {
  readonly symbol: string;
  readonly alarm: NewAlarm;
  readonly expected: PlainRun;
}

/** The widest bar that a gap is filled with, in seconds. */
const WIDEST = 60;
/** Fires may be told later by this, in milliseconds. */
export const TOLERANCE_MS = WIDEST * 1000;
/** A cooldown that ends nearer to an edge than this, in milliseconds, decides by the width of a bar. */
const COOLDOWN_MARGIN_MS = 90_000;
const TRIES = 200;

/** One pair as it can be seen. */
interface Views {
  readonly ticks: Cells;
  readonly coarse: readonly Cells[];
}

/**
 * Alarms of all types whose fires do not depend on whether the market is seen by the second, in quarters of a minute
 * or by the minute, but which are hard otherwise: just inside and just outside of what the price does.
 */
export function placeAlarms(market: SimulatedMarket, count: number, dice: Dice): PlacedAlarm[] {
  const paths = [...market.paths.values()];
  return paths.flatMap((path, index) => {
    const views = {
      ticks: ticksOf(market, path),
      coarse: [15, WIDEST].map((width) => barsOf(market, path, width)),
    };
    const own = Math.floor((count * (index + 1)) / paths.length) -
      Math.floor((count * index) / paths.length);
    return Array.from({ length: own }, (_, nth) => placeOne(path, views, nth, dice));
  });
}

function placeOne(path: PairPath, views: Views, nth: number, dice: Dice): PlacedAlarm {
  for (let tries = 0; tries < TRIES; tries++) {
    // Most are of the kind that a wick of a second can decide.
    const make = [target, target, percentChange, timeframe][nth % 4] ?? target;
    const alarm = NewAlarm.parse({ ...make(path, dice), ...moods(dice) });
    const expected = plainRun(alarm, views.ticks);
    if (isClear(alarm, expected, views)) return { symbol: path.symbol, alarm, expected };
  }
  throw new Error(`Found no clear alarm for ${path.symbol} in ${TRIES} tries`);
}

function moods(dice: Dice) {
  const mode = dice.pick(["once", "repeat", "repeat"] as const);
  return { mode, cooldownSeconds: dice.pick([0, 60, 150, 300, 600, 900, 1_800, 3_600]) };
}

/** Nearly where a wick ends, or well within it; now and then where the farthest one of all ends. */
function target({ wicks, prices }: PairPath, dice: Dice) {
  const { second, peak } = dice.chance(0.25) ? farthest(wicks, dice) : dice.pick(wicks);
  const base = prices[second - 1] ?? peak;
  const inside = dice.pick([0, 1e-9, 1e-5, 0.01, 0.3, -1e-9, -1e-5, -0.01]);
  return {
    type: "target",
    targetPrice: peak + (base - peak) * inside,
    direction: dice.pick(["any", "fromBelow", "fromAbove"]),
  };
}

function farthest(wicks: readonly Wick[], dice: Dice): Wick {
  const sign = dice.pick([1, -1]);
  return wicks.reduce((a, b) => a.peak * sign >= b.peak * sign ? a : b);
}

/** Nearly as far as a wick went from the maximum or minimum before it, or anything. */
function percentChange({ wicks, prices }: PairPath, dice: Dice) {
  const changeType = dice.pick(["downFromMax", "upFromMin"] as const);
  const isDown = changeType === "downFromMax";
  const own = wicks.filter(({ direction }) => (direction === "down") === isDown);
  const percentage = own.length > 0 && dice.chance(0.7)
    ? distance(dice.pick(own), prices, isDown) * dice.pick([0.8, 0.99, 0.999, 1.001, 1.01])
    : dice.between(0.5, 12);
  return { type: "percentChange", changeType, percentage: Math.max(0.1, percentage) };
}

function distance({ second, peak }: Wick, prices: Float64Array, isDown: boolean): number {
  const before = prices.subarray(0, second);
  const extreme = before.reduce((a, b) => isDown ? Math.max(a, b) : Math.min(a, b));
  return Math.abs(peak / extreme - 1) * 100;
}

/** Between what wicks do and what steps do. */
function timeframe(_path: PairPath, dice: Dice) {
  const percentage = dice.between(2.5, 4.5);
  const direction = dice.pick(["any", "up", "down"]);
  const units = ["minutes", "minutes", "hours", "sinceStart"] as const;
  const timeUnit = dice.pick(units);
  if (timeUnit === "sinceStart") return { type: "timeframe", percentage, direction, timeUnit };
  const timeValue = timeUnit === "hours" ? 1 : dice.pick([3, 5, 10, 15, 20, 30, 45]);
  return { type: "timeframe", percentage, direction, timeUnit, timeValue };
}

/** Whether every view of the market tells the same fires, and no cooldown ends where the width of a bar decides. */
function isClear(alarm: NewAlarm, expected: PlainRun, { ticks, coarse }: Views): boolean {
  if (endsNearAnEdge(alarm, expected)) return false;
  const isWindow = alarm.type === "timeframe" && alarm.timeUnit !== "sinceStart";
  // A coarse history may have its first price of the window only so much later.
  const cuts = isWindow ? [0, 75_000] : [0];
  return cuts.every((cutMs) =>
    [ticks, ...coarse].every((cells) => isAlike(plainRun(alarm, cells, cutMs), expected))
  );
}

function isAlike({ fires }: PlainRun, expected: PlainRun): boolean {
  return fires.length === expected.fires.length && fires.every(({ at, direction }, index) => {
    const wanted = expected.fires[index];
    return wanted?.direction === direction && Math.abs(at - wanted.at) < TOLERANCE_MS;
  });
}

function endsNearAnEdge({ mode, cooldownSeconds }: NewAlarm, { fires, edges }: PlainRun): boolean {
  if (mode === "once") return false;
  return fires.some(({ at: firedAt }) => {
    const endsAt = firedAt + cooldownSeconds * 1000;
    return edges.some((at) => at > firedAt && Math.abs(at - endsAt) < COOLDOWN_MARGIN_MS);
  });
}
