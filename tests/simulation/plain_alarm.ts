import type { Cell } from "./plain_cells.ts";
import { both, type PlainCondition, type Truth } from "./plain_conditions.ts";

/** An alarm as a person has it set. */
export interface PlainAlarm {
  readonly condition: PlainCondition;
  readonly mode: string;
  readonly cooldownSeconds: number;
  readonly expiresAt: number | null;
  /** What a `sinceStart` alarm measures from, as its setting was answered. */
  readonly startPrice: number | null;
}

/** What the answer said is not evaluated any more, in milliseconds; null where it said nothing. */
export type Dropped = { readonly from: number; readonly to: number } | null;

/**
 * What a person did to an alarm. It is `armed` when it is set and when it is re-armed, `recast` when its condition is
 * changed: then it begins anew, but stays paused or snoozed.
 */
export type Change =
  & { readonly at: number }
  & (
    | { readonly what: "armed" | "recast"; readonly alarm: PlainAlarm; readonly dropped: Dropped }
    | { readonly what: "edited"; readonly alarm: PlainAlarm }
    | { readonly what: "snoozed"; readonly until: number }
    | { readonly what: "paused" | "resumed" | "removed" }
  );

/** A fire as the program told it; moments in milliseconds since the Unix epoch. */
export interface AnnouncedFire {
  readonly at: number;
  readonly foundAt: number;
  readonly price: number;
  readonly direction: string;
}

/** How an alarm may stand after what was told so far. */
export interface Standing {
  readonly isTrue: boolean;
  /** When it fired, while it is not armed again. */
  readonly firedAt: number | null;
  /** False at some moment since then. */
  readonly isCleared: boolean;
  readonly startPrice: number | null;
  /** How many of the program's fires it has explained. */
  readonly count: number;
}

/** What holds for an alarm whatever its condition does. */
export interface Rules {
  alarm: PlainAlarm;
  isPaused: boolean;
  snoozedUntil: number;
}

export const NO_RULES: Rules = {
  alarm: {
    condition: { type: "target", targetPrice: NaN, direction: "any" },
    ...{ mode: "once", cooldownSeconds: 0, expiresAt: null, startPrice: null },
  },
  isPaused: false,
  snoozedUntil: -Infinity,
};

/** Moments are told to the millisecond, but two trades of one millisecond are told one after the other. */
export const RESOLUTION_MS = 10;

/** Whether an alarm is armed, or armed again. */
export function isFreeBy(
  { mode, cooldownSeconds }: PlainAlarm,
  { firedAt, isCleared }: Standing,
  lapse: Truth,
  cell: Cell,
): Truth {
  if (firedAt === null) return "yes";
  if (mode !== "repeat") return "no";
  return both(isCleared ? "yes" : lapse, isPast(firedAt + cooldownSeconds * 1000, cell));
}

export function splits(truth: Truth): boolean[] {
  return truth === "maybe" ? [true, false] : [truth === "yes"];
}

export const opposite = (truth: Truth): Truth =>
  truth === "yes" ? "no" : truth === "no" ? "yes" : "maybe";

/** Whether a moment has passed when something happens in a cell. */
export function isPast(moment: number, { from, to }: Cell): Truth {
  if (moment <= from) return "yes";
  return moment >= to ? "no" : "maybe";
}

export function isOf({ at }: AnnouncedFire, { datedFrom, to }: Cell): boolean {
  return at >= datedFrom - RESOLUTION_MS && at < to + RESOLUTION_MS;
}

/** Whether a fire names a price of its cell, and the way that its alarm waits for. */
export function isAnnouncedRight(
  { price, direction }: AnnouncedFire,
  cell: Cell,
  { condition }: PlainAlarm,
): boolean {
  const { low, high, befores } = cell;
  const isThere = price >= Math.min(low, ...befores) && price <= Math.max(high, ...befores);
  const way = condition.type === "percentChange" ? condition.changeType : condition.direction;
  const wanted = WAYS[way] ?? direction;
  // What is believed later is told as it was first.
  return direction === wanted && (isThere || cell.datedFrom < cell.from);
}

const WAYS: Readonly<Record<string, string>> = {
  ...{ fromBelow: "up", up: "up", upFromMin: "up" },
  ...{ fromAbove: "down", down: "down", downFromMax: "down" },
};

export function distinct(standings: readonly Standing[]): Standing[] {
  if (standings.length < 2) return [...standings];
  const byKey = new Map(standings.map((standing) => {
    const { isTrue, firedAt, isCleared, startPrice, count } = standing;
    return [`${isTrue} ${firedAt} ${isCleared} ${startPrice} ${count}`, standing];
  }));
  return [...byKey.values()];
}

const SPAN_MS = 3 * 60_000;
const MOST_FIRES = 15;
const SUPPRESSED_MS = 60 * 60_000;

/** 15 fires in 3 minutes, and it rests for an hour; `since` is when it began anew. */
export function isUnsuppressed(
  fires: readonly AnnouncedFire[],
  { count }: Standing,
  { cell, since }: { readonly cell: Cell; readonly since: number },
): Truth {
  const [first, last] = [fires[count - MOST_FIRES], fires[count - 1]];
  if (first === undefined || last === undefined) return "yes";
  const tookMs = last.at - first.at;
  if (tookMs > SPAN_MS + 1_000) return "yes";
  const isOver = isPast(last.at + SUPPRESSED_MS, cell);
  const isSure = tookMs < SPAN_MS - 1_000 && first.at > since;
  return isOver === "no" && !isSure ? "maybe" : isOver;
}
