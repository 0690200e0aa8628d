import { percentChange } from "@/lib/market/format_price.ts";
import { nameCapitals } from "@/lib/market/name_letters.ts";
import { coinName } from "../coin_words.ts";
import type { PairView } from "../protocol.ts";
import type { BoardView, Selection, Sort } from "./board_view.ts";
import { nearestAlarm } from "./nearest_alarm.ts";
import { pairProblem } from "./pair_problem.ts";

/** What the board knows beside the pairs. */
export interface BoardState {
  /** Symbols of the pairs for which something rings. */
  readonly ringing: ReadonlySet<string>;
  /** Symbol → why its price is not live. */
  readonly stale: Readonly<Record<string, string>>;
  /** Server's clock, in milliseconds. */
  readonly now: number;
}

/** The pairs that a view shows, in its order. */
export function arrangePairs(
  pairs: readonly PairView[],
  view: BoardView,
  state: BoardState,
): readonly PairView[] {
  const isWanted = SELECTED[view.selection];
  const text = bareName(view.text);
  const shown = pairs.filter((pair) =>
    isWanted(pair, state) && (text === "" || isNamed(pair, text))
  );
  return inOrder(shown, view, state);
}

/** By the pair's name in any spelling, or by its coin's. */
function isNamed(pair: PairView, text: string): boolean {
  return bareName(pair.symbol).includes(text) || bareName(coinName(pair) ?? "").includes(text);
}

const SELECTED: Readonly<Record<Selection, (pair: PairView, state: BoardState) => boolean>> = {
  all: () => true,
  alarms: ({ alarms }) => alarms.length > 0,
  ringing: ({ symbol }, { ringing }) => ringing.has(symbol),
  trouble: (pair, { stale }) =>
    pair.currentPrice === null || pairProblem(pair, stale[pair.symbol] ?? null) !== null,
};

type Key = (pair: PairView, state: BoardState) => number | string | null;

/** What the pairs are compared by; smaller comes first. */
const KEYS: Readonly<Record<Exclude<Sort, "order">, Key>> = {
  name: ({ symbol }) => symbol,
  hour: ({ currentPrice, hourAgo }) => negated(changeSince(hourAgo, currentPrice)),
  day: ({ currentPrice, dayAgo }) => negated(changeSince(dayAgo, currentPrice)),
  nearest: (pair, { now }) => {
    const nearest = nearestAlarm(pair, now);
    return nearest && Math.abs(nearest.percent);
  },
};

function inOrder(
  pairs: readonly PairView[],
  { sort, isReversed }: BoardView,
  state: BoardState,
): readonly PairView[] {
  if (sort === "order") return isReversed ? pairs.toReversed() : pairs;
  const key = KEYS[sort];
  const keyed = pairs.map((pair) => ({ pair, key: key(pair, state) }));
  const turn = isReversed ? -1 : 1;
  return keyed.sort((a, b) => compare(a.key, b.key, turn)).map(({ pair }) => pair);
}

/** What is not known comes last, whichever way the rest is turned. */
function compare(a: number | string | null, b: number | string | null, turn: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -turn : a > b ? turn : 0;
}

/** The change from an earlier price, in percent; null while one of the two is not known. */
export function changeSince(
  before: number | null | undefined,
  price: number | null,
): number | null {
  if (before === null || before === undefined || price === null) return null;
  return percentChange(price, before);
}

/** The greatest gain comes first. */
function negated(percent: number | null): number | null {
  return percent === null ? null : -percent;
}

function bareName(text: string): string {
  return nameCapitals(text).replace(/[^\p{L}\p{M}\p{N}]/gu, "");
}
