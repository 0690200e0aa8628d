/** A pair that is being moved to another place. */
export interface Carry {
  readonly symbol: string;
  /** The shown pairs as they stood when it was picked up. */
  readonly before: readonly string[];
  /** The shown pairs as they stand now. */
  readonly order: readonly string[];
}

/** Begins to move a pair among the shown ones. */
export function pickUp(shown: readonly string[], symbol: string): Carry {
  return { symbol, before: shown, order: shown };
}

/** Moves it to a place, counted from 0; before the first and behind the last it stays within. */
export function carryTo(carry: Carry, place: number): Carry {
  const { symbol } = carry;
  const others = carry.order.filter((other) => other !== symbol);
  const within = Math.max(0, Math.min(others.length, place));
  return { ...carry, order: [...others.slice(0, within), symbol, ...others.slice(within)] };
}

/** Its place among the shown ones, counted from 0. */
export function placeOf({ symbol, order }: Carry): number {
  return order.indexOf(symbol);
}

/**
 * All pairs in their new order, shown or not: the moved one stands right before the one that it
 * was put before, or behind the last shown one; null when nothing was moved.
 */
export function dropped(carry: Carry, all: readonly string[]): readonly string[] | null {
  const { symbol, before, order } = carry;
  if (order.join() === before.join()) return null;
  const others = all.filter((other) => other !== symbol);
  const place = placeOf(carry);
  const [previous, next] = [order[place - 1], order[place + 1]];
  const at = next === undefined ? others.indexOf(previous ?? "") + 1 : others.indexOf(next);
  return [...others.slice(0, at), symbol, ...others.slice(at)];
}
