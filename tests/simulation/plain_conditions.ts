import type { Cell } from "./plain_cells.ts";

/** What a person may wait for; prices and percentages as they were sent. */
export type PlainCondition =
  | { readonly type: "target"; readonly targetPrice: number; readonly direction: string }
  | { readonly type: "percentChange"; readonly percentage: number; readonly changeType: string }
  | {
    readonly type: "timeframe";
    readonly percentage: number;
    readonly direction: string;
    readonly timeUnit: string;
    readonly timeValue?: number | null;
  };

/** Whether something is so; `maybe` where that depends on what nobody can tell. */
export type Truth = "no" | "maybe" | "yes";

/** What a cell shows of a condition. */
export interface Look {
  /** Whether it is true at the end. */
  readonly close: Truth;
  /** Whether it is false at some moment. */
  readonly lapse: Truth;
  /** Whether it turns true within the cell, having been false or true before, and being false or true at the end. */
  rises(wasTrue: boolean, isTrue: boolean): Truth;
}

export function both(one: Truth, other: Truth): Truth {
  if (one === "no" || other === "no") return "no";
  return one === "yes" && other === "yes" ? "yes" : "maybe";
}

function either(truths: readonly Truth[]): Truth {
  if (truths.includes("yes")) return "yes";
  return truths.includes("maybe") ? "maybe" : "no";
}

/** What all agree about. */
export function same(truths: readonly Truth[]): Truth {
  const [first = "maybe"] = truths;
  return truths.every((truth) => truth === first) ? first : "maybe";
}

const not = (truth: Truth): Truth => truth === "yes" ? "no" : truth === "no" ? "yes" : "maybe";

/** Looks at a cell; `startPrice` is what a `sinceStart` alarm measures from. */
type Looker = (cells: readonly Cell[], index: number, startPrice: number | null) => Look;

export function lookerOf(condition: PlainCondition): Looker {
  if (condition.type === "target") {
    const { targetPrice, direction } = condition;
    return direction === "any"
      ? (cells, index) => lookAtTouch(cells[index], targetPrice)
      : (cells, index) => lookAtSide(cells[index], targetPrice, direction === "fromBelow");
  }
  if (condition.type === "percentChange") {
    return (cells, index) => lookAtRecord(cells[index], condition);
  }
  return windowLooker(condition);
}

/** What is seen of a condition where nobody can tell. */
export const NOTHING: Look = { close: "maybe", lapse: "maybe", rises: () => "maybe" };

/** A condition of each price by itself; `carried` is what it is of the price in force before the first one. */
function lookAt(truths: readonly Truth[], carried: Truth | null = null): Look {
  const close = truths.at(-1) ?? "maybe";
  // Who asks before the first trade sees it, and nobody else.
  const some = either([...truths, both(carried ?? "no", "maybe")]);
  const lapse = either([...truths.map(not), both(not(carried ?? "yes"), "maybe")]);
  return {
    close,
    lapse,
    rises(wasTrue, isTrue) {
      if (!wasTrue) return isTrue ? "yes" : some;
      if (isTrue) return lapse;
      // True, then false and true and false again, or just false: a candle does not tell.
      return some === "no" || (truths.length === 1 && carried === null) ? "no" : "maybe";
    },
  };
}

/** On one side of a target, or on it. */
function lookAtSide(cell: Cell | undefined, target: number, isAbove: boolean): Look {
  if (cell === undefined) return NOTHING;
  return lookAt(
    cell.prices.map((price) => (isAbove ? price >= target : price <= target) ? "yes" : "no"),
  );
}

/** Coming to a target or over it, from wherever. */
function lookAtTouch(cell: Cell | undefined, target: number): Look {
  if (cell === undefined) return NOTHING;
  const { prices, befores, low, high, close } = cell;
  const away = prices.some((price) => price !== target);
  const isOver = low < target && high > target;
  const returns = away && (close === target || isOver);
  const mayReturn = away && prices.length > 1 && low <= target && high >= target;
  const risesFrom = (before: number): Truth => {
    if (before === target) return returns ? "yes" : mayReturn ? "maybe" : "no";
    const comes = before < target ? high >= target : before > target && low <= target;
    return comes ? "yes" : "no";
  };
  const rises = same(befores.map(risesFrom));
  return { close: close === target ? "yes" : "no", lapse: away ? "yes" : "no", rises: () => rises };
}

type Percentage = Extract<PlainCondition, { readonly type: "percentChange" }>;

/** So far from the highest or lowest price. In which order a candle's own two came it does not tell, but of its last price. */
function lookAtRecord(cell: Cell | undefined, { percentage, changeType }: Percentage): Look {
  if (cell === undefined) return NOTHING;
  const isDown = changeType === "downFromMax";
  if (isDown ? cell.isMaxVague : cell.isMinVague) return NOTHING;
  const former = isDown ? cell.maxBefore : cell.minBefore;
  const own = isDown ? cell.max : cell.min;
  const way = isDown ? "down" : "up";
  const last = cell.prices.length - 1;
  return lookAt(cell.prices.map((price, index) => {
    const isFar = isMoved(price, own, percentage, way);
    if (index === last) return isFar ? "yes" : "no";
    if (isMoved(price, former, percentage, way)) return "yes";
    return isFar ? "maybe" : "no";
  }));
}

/** At least so many percent up or down; what is exactly so many is far enough, whatever binary rounding says. */
function isMoved(price: number, from: number, percentage: number, way: string): boolean {
  const bound = from * (way === "up" ? 100 + percentage : 100 - percentage);
  const slack = bound * 1e-11;
  return way === "up" ? price * 100 >= bound - slack : price * 100 <= bound + slack;
}

type Window = Extract<PlainCondition, { readonly type: "timeframe" }>;

const UNIT_MS: Readonly<Record<string, number>> = {
  ...{ minutes: 60_000, hours: 3_600_000, days: 86_400_000 },
};

/** So far from the price in force when the window began, known to a hundredth of the window or a second. */
function windowLooker(condition: Window): Looker {
  const { timeUnit, timeValue } = condition;
  if (timeUnit === "sinceStart") {
    return (cells, index, startPrice) => {
      const cell = cells[index];
      if (cell === undefined || startPrice === null) return NOTHING;
      return lookAt(
        cell.prices.map((price, nth) =>
          shown(cell, nth, movedFrom(price, startPrice, startPrice, condition))
        ),
      );
    };
  }
  const lengthMs = (timeValue ?? 0) * (UNIT_MS[timeUnit] ?? 0);
  const tolerance = Math.max(1_000, lengthMs / 100);
  let place = 0;
  return (cells, index) => {
    const cell = cells[index];
    if (cell === undefined) return NOTHING;
    const from = cell.from - lengthMs - tolerance;
    const to = cell.to - lengthMs + tolerance;
    // What was before the pair was added is known by the minute, and not at once.
    if (from < (cells[0]?.to ?? Infinity)) return NOTHING;
    if ((cells[place]?.from ?? Infinity) > from) place = 0;
    while ((cells[place]?.to ?? Infinity) <= from) place++;
    // What nobody was told of the window's start, nobody can compare with.
    if ((cells[place]?.from ?? Infinity) > from + 1_000) return NOTHING;
    let near = place;
    while ((cells[near]?.to ?? Infinity) <= cell.to - lengthMs - tolerance) near++;
    if ((cells[near]?.from ?? Infinity) >= cell.from - lengthMs + tolerance) return NOTHING;
    // In force when the stretch begins, and then whatever was traded in it.
    const { befores = [] } = cells[place] ?? {};
    let [low, high] = [Math.min(...befores), Math.max(...befores)];
    for (let each = place; each <= index; each++) {
      const start = cells[each];
      if (start === undefined || start.from >= to) break;
      if (start.isPoint) return NOTHING;
      low = Math.min(low, start.low);
      high = Math.max(high, start.high);
    }
    return lookAt(
      cell.prices.map((price, nth) => shown(cell, nth, movedFrom(price, low, high, condition))),
      same(cell.befores.map((before) => movedFrom(before, low, high, condition))),
    );
  };
}

/** Whether a price has moved far enough from one that lies between two others. */
function movedFrom(
  price: number,
  low: number,
  high: number,
  { percentage, direction }: Window,
): Truth {
  const up = truthOf(isMoved(price, high, percentage, "up"), isMoved(price, low, percentage, "up"));
  const down = truthOf(
    isMoved(price, low, percentage, "down"),
    isMoved(price, high, percentage, "down"),
  );
  if (direction === "up") return up;
  return direction === "down" ? down : either([up, down]);
}

/** No candle shows that one of its trades was between two that are far enough, one up and one down. */
function shown({ prices, low, high }: Cell, nth: number, truth: Truth): Truth {
  const price = prices[nth];
  const isShown = nth === 0 || nth === prices.length - 1 || price === low || price === high;
  return truth === "no" && !isShown ? "maybe" : truth;
}

function truthOf(isSure: boolean, isPossible: boolean): Truth {
  if (isSure) return "yes";
  return isPossible ? "maybe" : "no";
}
