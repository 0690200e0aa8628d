/** Every trade of one pair, oldest first; its number is its place in here. */
export interface Trades {
  readonly symbol: string;
  /** Milliseconds since the Unix epoch; several may share one. */
  readonly at: readonly number[];
  readonly price: readonly number[];
}

/** What is really traded, of which a program sees what its source tells. */
export interface Market {
  /** A full minute, in milliseconds since the Unix epoch. */
  readonly start: number;
  readonly seconds: number;
  readonly pairs: ReadonlyMap<string, Trades>;
}

/** A moment somebody may care about: a price that was reached, and when. */
export interface Landmark {
  readonly at: number;
  readonly price: number;
}

/** How many trades happened before a moment (ms). */
export function countBefore({ at }: Trades, moment: number): number {
  return countWhile(at, (each) => each < moment);
}

/** How many items something holds for, in a list that begins with all of those. */
export function countWhile<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The price in force at a moment: that of the last trade before it or at it; NaN before the first. */
export function priceAt(trades: Trades, moment: number): number {
  return trades.price[countBefore(trades, moment + 1) - 1] ?? NaN;
}

interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Numbers of the first and last trade; -1 where there was none. */
  readonly first: number;
  readonly last: number;
}

/** The candle of `[from, to)`, as exchanges make it: flat at the price in force where nothing was traded. */
export function candleOf(trades: Trades, from: number, to: number): Candle | null {
  const first = countBefore(trades, from);
  const end = countBefore(trades, to);
  if (first === end) {
    const flat = trades.price[first - 1];
    if (flat === undefined) return null;
    return { open: flat, high: flat, low: flat, close: flat, first: -1, last: -1 };
  }
  const open = trades.price[first] ?? NaN;
  const close = trades.price[end - 1] ?? NaN;
  let [low, high] = [open, open];
  for (let index = first; index < end; index++) {
    const price = trades.price[index] ?? NaN;
    if (price < low) low = price;
    if (price > high) high = price;
  }
  return { open, high, low, close, first, last: end - 1 };
}
