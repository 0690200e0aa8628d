import type { ToldPrice } from "./announced.ts";
import { countBefore, countWhile, type Trades } from "./market.ts";

/** A stretch of a pair's time as closely as its source told it, with what of its trades is to be believed. */
export interface Cell {
  /** `[from, to)` in milliseconds since the Unix epoch. */
  readonly from: number;
  readonly to: number;
  /** What happens here may be dated from here on: a jump is believed once another trade confirms it. */
  readonly datedFrom: number;
  /** What is dated before this moment is settled once the cell has passed. */
  readonly settledTo: number;
  /** Believed prices in their order; of a stretch without a trade the price in force. */
  readonly prices: readonly number[];
  readonly low: number;
  readonly high: number;
  /** In force at the end. */
  readonly close: number;
  /** In force when it began; NaN when nothing was known. */
  readonly before: number;
  /** All that may be taken to have been in force then. */
  readonly befores: readonly number[];
  /** Highest and lowest price since the pair was added, before this stretch and after it. */
  readonly maxBefore: number;
  readonly minBefore: number;
  readonly max: number;
  readonly min: number;
  /** The highest and lowest may be of before the pair was added: no candle of that second tells. */
  readonly isMaxVague: boolean;
  readonly isMinVague: boolean;
  /** It cannot be known for certain what happened here: part of it was told in another way, or a jump waits. */
  readonly isVague: boolean;
  /** A single price in a stretch that nobody told otherwise: it may have been evaluated, or only shown. */
  readonly isPoint: boolean;
  /** Nothing was traded: one price was in force all the time. */
  readonly isSilent: boolean;
  /** Its last price waits for another trade: which of the others was the last one no candle tells. */
  readonly isCutShort: boolean;
  /** When the source told it. */
  readonly toldAt: number;
  /** When it and all before it were told. */
  readonly knownAt: number;
  /** When it and all before it were known to be over, or the rest was said to be forgotten. */
  readonly overAt: number;
  /** When all that was never told before it was said to be forgotten; until then that stays asked for. */
  readonly lostAt: number;
  /** Something that came after it was told before it. */
  readonly isOvertaken: boolean;
  /** The process ended so soon after it was told that it may have forgotten it, and asked anew. */
  readonly mayBeForgotten: boolean;
}

/** How a source told a pair's seconds, the market's first one being 0: as `Told` has it. */
interface Telling {
  /** Milliseconds; 0 for a second that was never told. */
  widthOf(second: number): number;
  atOf(second: number): number;
  /** When it was first known to be over. */
  overAt(second: number): number;
  /** When it was last said to be forgotten; infinite where nobody was told so. */
  lostAt(second: number): number;
  /** Last prices as they were heard, oldest first. */
  readonly prices: readonly ToldPrice[];
}

interface CellOptions {
  readonly trades: Trades;
  readonly telling: Telling;
  /** The market's first moment. */
  readonly start: number;
  readonly seconds: number;
  /** When the pair was added, and its price then. */
  readonly added: { readonly at: number; readonly price: number };
  /** When the process ended without a stop, in milliseconds. */
  readonly deaths: readonly number[];
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly isPart: boolean;
  readonly toldAt: number;
  /** Of a single price. */
  readonly point?: number;
}

const JUMP = 0.5;
/** What was told so shortly before a process died need not be on disk, in milliseconds. */
const ON_DISK_AFTER_MS = 20_000;

/** Whether a price is so far from another that it must be confirmed. */
function isJump(from: number, to: number): boolean {
  return to > from * (1 + JUMP) || to < from * (1 - JUMP);
}

/** A pair's time in cells, oldest first; what was never told is in none. */
export function cellsOf(options: CellOptions): Cell[] {
  const { trades, added } = options;
  const stretches = stretchesOf(options);
  const overtaken = overtakenOf(stretches);
  const cells: Cell[] = [];
  let [believed, max, min, knownAt] = [added.price, added.price, added.price, -Infinity];
  let [isMaxVague, isMinVague] = [false, false];
  let [lostAt, overAt] = [-Infinity, -Infinity];
  let waiting: { readonly price: number; readonly from: number } | null = null;
  stretches.forEach(({ from, to, isPart, toldAt, point }, index) => {
    const isPoint = point !== undefined;
    const first = countBefore(trades, Math.max(from, added.at + 1));
    const own = isPoint ? [point] : trades.price.slice(first, countBefore(trades, to));
    const isAfterGap = from > (stretches[index - 1]?.to ?? from);
    // A candle without trades tells the price in force, which may be one that nobody was told.
    const traded = own.length === 0 && isAfterGap ? trades.price.slice(first - 1, first) : own;
    const newest = traded.at(-1);
    const before = believed;
    const wasWaiting = waiting;
    let isConfirmed = false;
    if (newest !== undefined) {
      isConfirmed = isJump(believed, newest) && (isConfirmedWithin(traded, believed) ||
        (waiting !== null && isJump(believed, traded[0] ?? newest) &&
          !isJump(waiting.price, newest)));
      if (!isJump(believed, newest) || isConfirmed) {
        believed = newest;
        waiting = null;
      } else waiting = { price: newest, from };
    }
    const isBelieved = (price: number) => !isJump(before, price) || !isJump(believed, price);
    const good = traded.filter(isBelieved);
    // Which of those before a waiting one is in force is not told until there is another trade.
    const last = cells.at(-1);
    const isOpen = waiting !== null && last?.isCutShort === true;
    const prices = good.length > 0 ? good : isOpen ? last.prices : [believed];
    // Where the last one waits, the one before it is in force.
    if (waiting !== null) believed = prices.at(-1) ?? believed;
    const [low, high] = [Math.min(...prices), Math.max(...prices)];
    knownAt = Math.max(knownAt, toldAt);
    overAt = Math.max(overAt, isPoint ? -Infinity : overOf(options, to));
    lostAt = Math.max(lostAt, lostBetween(options, stretches[index - 1]?.to ?? from, from));
    const hidden = hiddenOf(traded, prices);
    // It is added some milliseconds after it was asked for; and who is only shown a price keeps it nowhere.
    const isBefore = from <= added.at || isPoint;
    isMaxVague ||= (isBefore || hidden[0]) && high > max;
    isMinVague ||= (isBefore || hidden[1]) && low < min;
    cells.push({
      ...{ from, to, prices, low, high, before, toldAt, knownAt, overAt, lostAt, isPoint },
      befores: [...new Set([before, ...othersInForce(last)])],
      close: prices.at(-1) ?? believed,
      datedFrom: isConfirmed ? wasWaiting?.from ?? from : from,
      settledTo: waiting?.from ?? to,
      ...{ maxBefore: max, minBefore: min, max: Math.max(max, high), min: Math.min(min, low) },
      ...{ isMaxVague, isMinVague },
      isCutShort: waiting !== null && (good.length > 0 || isOpen),
      isSilent: own.length === 0,
      isVague: isPart || (waiting !== null && traded.length === 0) || hidden.some((is) => is),
      isOvertaken: overtaken[index] ?? false,
      mayBeForgotten: options.deaths.some((at) => at >= toldAt && at < toldAt + ON_DISK_AFTER_MS),
    });
    isMaxVague &&= isBefore || hidden[0] || high <= max;
    isMinVague &&= isBefore || hidden[1] || low >= min;
    [max, min] = [Math.max(max, high), Math.min(min, low)];
  });
  return cells;
}

/** When the last second before a moment was known to be over, or its rest was said to be forgotten. */
function overOf({ telling, start }: CellOptions, to: number): number {
  const second = Math.ceil((to - start) / 1000) - 1;
  return Math.min(telling.overAt(second), telling.lostAt(second));
}

/** When the last second of a stretch that was never told was said to be forgotten; minus infinity where there is none. */
function lostBetween({ telling, start }: CellOptions, from: number, to: number): number {
  let lostAt = -Infinity;
  for (let second = Math.ceil((from - start) / 1000); start + second * 1000 < to; second++) {
    if (telling.widthOf(second) === 0) lostAt = Math.max(lostAt, telling.lostAt(second));
  }
  return lostAt;
}

/**
 * What else may be in force after a cell: single prices may only have been shown, and which was the last one before a
 * price that waits no candle tells.
 */
function othersInForce(cell: Cell | undefined): readonly number[] {
  if (cell?.isPoint) return cell.befores;
  return cell?.isCutShort ? [cell.low, cell.high] : [];
}

/** The place of the first cell that ends after a moment. */
export function firstAfter(cells: readonly Cell[], moment = Infinity): number {
  return countWhile(cells, ({ to }) => to <= moment);
}

/** Whether a candle's own first, lowest or highest trade is another one near its last; if it came back in between, none is. */
function isConfirmedWithin(traded: readonly number[], believed: number): boolean {
  const [first = NaN, newest = NaN] = [traded[0], traded.at(-1)];
  const isNear = (price: number) => !isJump(price, newest) && !isJump(newest, price);
  const ends = [Math.min(...traded), Math.max(...traded)];
  if (traded.length < 2) return false;
  if (isNear(first)) return !ends.some((price) => !isJump(believed, price));
  return ends.some((price) => price !== newest && isNear(price));
}

/**
 * Whether an outlier takes the place of the candle's highest or lowest price, so that nobody is told that one unless it
 * was the first or the last of all.
 */
function hiddenOf(traded: readonly number[], prices: readonly number[]): [boolean, boolean] {
  const ends = [traded[0], traded.at(-1)].filter((end) => end !== undefined)
    .filter((end) => prices.includes(end));
  const isHidden = (most: (...all: number[]) => number) =>
    most(...traded, ...prices) !== most(...prices) && most(...prices) !== most(...ends);
  return [isHidden(Math.max), isHidden(Math.min)];
}

/** What was told in full, and single prices of what was not, as far as something was told after them. */
function stretchesOf(options: CellOptions): Stretch[] {
  const { telling, start, added } = options;
  const told = toldStretches(options);
  const end = told.at(-1)?.from ?? -Infinity;
  const points = telling.prices
    .filter(({ at }) => at > added.at && at < end)
    .filter(({ at }) => telling.widthOf(Math.floor((at - start) / 1000)) === 0)
    .map(({ at, price }) => ({ from: at, to: at + 1, isPart: false, toldAt: at, point: price }));
  return [...told, ...points].sort((a, b) => a.from - b.from);
}

/** Seconds one by one, and wider candles as they were told, as far as no narrower one told the same. */
function toldStretches({ telling, start, seconds, added }: CellOptions): Stretch[] {
  const stretches: Stretch[] = [];
  for (let second = Math.max(0, Math.floor((added.at - start) / 1000)); second < seconds;) {
    const width = telling.widthOf(second) / 1000;
    const begin = second++;
    if (width === 0) continue;
    const end = (Math.floor(begin / width) + 1) * width;
    while (second < end && telling.widthOf(second) === width * 1000) second++;
    stretches.push({
      ...{ from: start + begin * 1000, to: start + second * 1000 },
      isPart: second - begin < width || start + begin * 1000 < added.at,
      toldAt: telling.atOf(begin),
    });
  }
  return stretches;
}

function overtakenOf(stretches: readonly Stretch[]): boolean[] {
  let soonest = Infinity;
  return stretches.toReversed().map(({ toldAt }) => {
    const isOvertaken = toldAt > soonest + 2_000;
    soonest = Math.min(soonest, toldAt);
    return isOvertaken;
  }).toReversed();
}
