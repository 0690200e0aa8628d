import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Watchlist } from "@/lib/alarms/pair.ts";
import { distanceToTrigger } from "@/lib/alarms/words.ts";
import { lookOf, windowStart } from "@/lib/client/alarms/alarm_look.ts";
import { alarmCount } from "@/lib/client/model.ts";
import { texts } from "@/lib/language/texts.ts";
import { changeSince } from "@/lib/market/format_price.ts";
import { nameCapitals } from "@/lib/market/pair_prefix.ts";
import type { PairView, Snapshot } from "@/lib/protocol/frames.ts";
import { coinName } from "@/lib/text/words.ts";
import { type BoardView, pairProblem, type Selection, type Sort } from "./view.ts";

/** Why no alarm of a pair is the nearest. */
export const nearestWords = texts("nearest", {
  waitingToReset: "waiting to reset",
  noneArmed: "none armed",
});

/** What the board knows beside the pairs. */
export interface BoardState {
  /** Symbols of the pairs for which something rings. */
  readonly ringing: ReadonlySet<string>;
  /** Symbol → why its price is not live. */
  readonly stale: Readonly<Record<string, string>>;
  /** Server's clock, in milliseconds. */
  readonly now: number;
  /** The watchlist that is shown; left out or null for all pairs. */
  readonly list?: Watchlist | null;
}

/** The pairs that a view shows, in its order. */
export function arrangePairs(
  pairs: readonly PairView[],
  view: BoardView,
  state: BoardState,
): readonly PairView[] {
  const isWanted = SELECTED[view.selection];
  const text = bareName(view.text);
  const shown = pairsIn(state.list, pairs).filter((pair) =>
    isWanted(pair, state) && (text === "" || isNamed(pair, text))
  );
  return inOrder(shown, view, state);
}

/** The pairs of a watchlist in its order; all of them where there is none. */
function pairsIn(list: BoardState["list"], pairs: readonly PairView[]): readonly PairView[] {
  if (!list) return pairs;
  const bySymbol = new Map(pairs.map((pair) => [pair.symbol, pair]));
  return list.pairs.flatMap((symbol) => bySymbol.get(symbol) ?? []);
}

/** The watchlist that a view shows; null for all pairs, and when somebody removed it. */
export function shownList({ list }: BoardView, lists: readonly Watchlist[]): Watchlist | null {
  return lists.find(({ id }) => id === list) ?? null;
}

/** By the pair's name in any spelling, or by its coin's. */
function isNamed(pair: PairView, text: string): boolean {
  return bareName(pair.symbol).includes(text) || bareName(coinName(pair) ?? "").includes(text);
}

const SELECTED: Readonly<Record<Selection, (pair: PairView, state: BoardState) => boolean>> = {
  all: () => true,
  alarms: (pair) => alarmCount(pair) > 0,
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

/** The greatest gain comes first. */
function negated(percent: number | null): number | null {
  return percent === null ? null : -percent;
}

function bareName(text: string): string {
  return nameCapitals(text).replace(/[^\p{L}\p{M}\p{N}]/gu, "");
}

/** How many rows are in the page before any script runs: more than a screen shows. */
export function firstRowCount({ isCompact }: Pick<BoardView, "isCompact">): number {
  return isCompact ? 120 : 40;
}

/** The symbols of those rows. */
export function firstRows(snapshot: Snapshot, view: BoardView): ReadonlySet<string> {
  const { pairs, watchlists = [], ringing, status: { stale }, serverTime } = snapshot;
  const state = {
    ...{ ringing: new Set(ringing.map(({ pair }) => pair)), stale },
    ...{ now: Date.parse(serverTime), list: shownList(view, watchlists) },
  };
  const shown = arrangePairs(pairs, view, state).slice(0, firstRowCount(view));
  return new Set(shown.map(({ symbol }) => symbol));
}

/** The armed alarm that the price has the shortest way to. */
interface NearestAlarm {
  readonly alarm: Alarm;
  /** The price that sets it off. */
  readonly price: number;
  /** The way there, in percent of the current price; below 0 when it lies lower. */
  readonly percent: number;
}

/** The nearest of a pair's armed alarms at `now` (ms); null when none is armed or no distance is known. */
export function nearestAlarm(pair: PairView, now: number): NearestAlarm | null {
  let nearest: NearestAlarm | null = null;
  for (const alarm of pair.alarms) {
    if (lookOf(alarm, pair, now) !== "armed") continue;
    const { price, percent } = distanceToTrigger(alarm, pair, windowStart(alarm, pair, now));
    if (price === null || percent === null) continue;
    if (nearest === null || Math.abs(percent) < Math.abs(nearest.percent)) {
      nearest = { alarm, price, percent };
    }
  }
  return nearest;
}

/** What a pair's alarms are at instead, where none is armed: the sentence of a board's cell. */
export function idleWords(pair: PairView, now: number): string {
  const isWaiting = pair.alarms.some((alarm) => lookOf(alarm, pair, now) === "waitingToReset");
  return isWaiting ? nearestWords.waitingToReset : nearestWords.noneArmed;
}

/** How close a distance in percent is, from 0 (far) to 1 (there): half at one percent, so that the near ones differ. */
export function closeness(percent: number): number {
  return 1 / (1 + Math.abs(percent));
}

/** From this closeness on, about one percent, the distance stands out; amber is for what rings. */
const CLOSE = 0.5;

export function isClose({ percent }: Pick<NearestAlarm, "percent">): boolean {
  return closeness(percent) >= CLOSE;
}
