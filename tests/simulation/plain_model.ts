import type { NewAlarm } from "@/lib/alarms/new_alarm.ts";

/** What was seen of a pair, oldest first: at index `i` a price at a moment, with the low and high since the one before. */
export interface Cells {
  readonly at: Float64Array;
  readonly price: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface PlainFire {
  readonly at: number;
  readonly direction: "up" | "down";
  readonly price: number;
}

export interface PlainRun {
  readonly fires: readonly PlainFire[];
  /** Moments at which the condition turned true, whether the alarm was free to fire or not. */
  readonly edges: readonly number[];
}

type Direction = "up" | "down";
type Of<Type extends NewAlarm["type"]> = Extract<NewAlarm, { type: Type }>;

/** What a kind of alarm answers about cell after cell, in order. */
interface Condition {
  /** Whether it is true at the close of a cell; null while that cannot be known. */
  truth(index: number): boolean | null;
  /** How it turned true in a cell, given that it was false before; null when it did not. */
  turn(index: number, wasTrue: boolean): { direction: Direction; price: number } | null;
  /** Whether it was false at some moment of the cell. */
  lapsed(index: number, isTrue: boolean): boolean;
  /** It has fired at this price. */
  fired(price: number): void;
}

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** The fires of an alarm that is set right after the first cell: the rules told once more, apart from the engine. */
export function plainRun(alarm: NewAlarm, cells: Cells, windowCutMs = 0): PlainRun {
  const condition = conditionOf(alarm, cells, windowCutMs);
  const cooldownMs = alarm.cooldownSeconds * 1000;
  const fires: PlainFire[] = [];
  const edges: number[] = [];
  let wasTrue = condition.truth(0) ?? false;
  let isFree = true;
  let isCleared = false;
  for (let index = 1; index < cells.at.length; index++) {
    const isTrue = condition.truth(index);
    if (isTrue === null) continue;
    const at = cells.at[index] ?? NaN;
    const last = fires.at(-1);
    if (!isFree && last !== undefined) {
      isCleared ||= condition.lapsed(index, isTrue);
      isFree = alarm.mode === "repeat" && isCleared && at >= last.at + cooldownMs;
    }
    const turn = condition.turn(index, wasTrue);
    wasTrue = isTrue;
    if (turn === null) continue;
    edges.push(at);
    if (!isFree) continue;
    fires.push({ at, ...turn });
    condition.fired(turn.price);
    wasTrue = condition.truth(index) ?? false;
    isFree = false;
    isCleared = !wasTrue;
  }
  return { fires, edges };
}

function conditionOf(alarm: NewAlarm, cells: Cells, windowCutMs: number): Condition {
  if (alarm.type === "target") return targetCondition(alarm, cells);
  return alarm.type === "percentChange"
    ? levelCondition(extremes(alarm, cells), cells, changeWay(alarm), alarm.percentage)
    : levelCondition(
      references(alarm, cells, windowCutMs),
      cells,
      alarm.direction,
      alarm.percentage,
    );
}

function targetCondition({ targetPrice: target, direction }: Of<"target">, cells: Cells) {
  const price = (index: number) => cells.price[index] ?? NaN;
  const low = (index: number) => cells.low[index] ?? NaN;
  const high = (index: number) => cells.high[index] ?? NaN;
  const truth = (index: number) => {
    const [above, below] = [price(index) >= target, price(index) <= target];
    return direction === "any" ? above && below : direction === "fromBelow" ? above : below;
  };
  const condition: Condition = {
    truth,
    lapsed(index, isTrue) {
      if (!isTrue) return true;
      const [below, above] = [low(index) < target, high(index) > target];
      return direction === "any" ? below || above : direction === "fromBelow" ? below : above;
    },
    turn(index) {
      const before = price(index - 1);
      const rises = before < target && high(index) >= target ||
        low(index) < target && price(index) >= target;
      const falls = before > target && low(index) <= target ||
        high(index) > target && price(index) <= target;
      const up = { direction: "up" as const, price: Math.max(price(index), target) };
      const down = { direction: "down" as const, price: Math.min(price(index), target) };
      if (direction === "fromBelow") return rises ? up : null;
      if (direction === "fromAbove") return falls ? down : null;
      if (before > target) return falls ? down : rises ? up : null;
      return rises ? up : falls ? down : null;
    },
    fired() {},
  };
  return condition;
}

/** What a price is compared with at a cell; `included` says whether the cell itself counts. */
interface Reference {
  at(index: number, included: boolean): number | null;
  fired(price: number): void;
}

function levelCondition(
  reference: Reference,
  cells: Cells,
  way: Direction | "any",
  percentage: number,
): Condition {
  const moved = (price: number | undefined, from: number | null): Direction | null => {
    if (price === undefined || from === null) return null;
    if (way !== "down" && price >= from * (1 + percentage / 100)) return "up";
    return way !== "up" && price <= from * (1 - percentage / 100) ? "down" : null;
  };
  // A low is held against the record before it by a percentage, so that only the high tells of that.
  const isLeft = (index: number) => {
    const from = reference.at(index, true);
    return [cells.high[index], cells.low[index]].some((price) => moved(price, from) === null);
  };
  return {
    truth(index) {
      const from = reference.at(index, true);
      return from === null ? null : moved(cells.price[index], from) !== null;
    },
    lapsed: (index, isTrue) => !isTrue || isLeft(index),
    turn(index, wasTrue) {
      const from = reference.at(index, true);
      if (wasTrue) {
        const [price, direction] = [cells.price[index], moved(cells.price[index], from)];
        if (direction === null || price === undefined || !isLeft(index)) return null;
        return { direction, price };
      }
      const before = reference.at(index, false);
      for (
        const [price, from] of [
          [cells.price[index], reference.at(index, true)],
          [cells.high[index], before],
          [cells.low[index], before],
        ] as const
      ) {
        const direction = moved(price, from);
        if (direction !== null && price !== undefined) return { direction, price };
      }
      return null;
    },
    fired: (price) => reference.fired(price),
  };
}

function changeWay({ changeType }: Of<"percentChange">): Direction {
  return changeType === "downFromMax" ? "down" : "up";
}

/** The highest or lowest price up to each cell. */
function extremes({ changeType }: Of<"percentChange">, { high, low }: Cells): Reference {
  const isMax = changeType === "downFromMax";
  const known = new Float64Array(high.length);
  let extreme = isMax ? -Infinity : Infinity;
  for (let index = 0; index < known.length; index++) {
    const own = (isMax ? high : low)[index] ?? NaN;
    extreme = isMax ? Math.max(extreme, own) : Math.min(extreme, own);
    known[index] = extreme;
  }
  return { at: (index, included) => known[included ? index : index - 1] ?? null, fired() {} };
}

/** The first price of the window before each cell; `cutMs` makes the window so much shorter, for a coarser history. */
function references(alarm: Of<"timeframe">, cells: Cells, cutMs: number): Reference {
  const { at, price } = cells;
  if (alarm.timeUnit === "sinceStart") {
    let start = alarm.startPrice ?? price[0] ?? null;
    return { at: () => start, fired: (firedAt) => start = firedAt };
  }
  const lengthMs = (alarm.timeValue ?? 0) * UNIT_MS[alarm.timeUnit];
  let first = 0;
  return {
    at(index, included) {
      const moment = at[index] ?? NaN;
      if ((at[0] ?? NaN) > moment - lengthMs) return null;
      // The price in force at the end of the second in which the window starts.
      const end = Math.floor((moment - lengthMs + cutMs) / 1000) * 1000 + 999;
      while (first + 1 < index && (at[first + 1] ?? NaN) <= end) first++;
      const isKnown = first < index;
      return isKnown || included ? price[first] ?? null : null;
    },
    fired() {},
  };
}
