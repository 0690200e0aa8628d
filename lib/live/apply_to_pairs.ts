import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { PriceChange, ServerFrame } from "./protocol.ts";

/** Newest points kept for the sparkline: as many as a snapshot carries. */
export const POINTS_ON_SCREEN = 40;

/** The pairs after a frame; the same array when the frame does not touch them. */
export function applyToPairs(pairs: readonly Pair[], frame: ServerFrame): readonly Pair[] {
  switch (frame.event) {
    case "price_update":
      return applyPrices(pairs, frame.data.prices);
    case "pair_added":
      return upsert(pairs, frame.data.pair, (pair) => pair.symbol);
    case "pair_removed":
      return pairs.filter((pair) => pair.symbol !== frame.data.pair);
    case "alarm_added":
      return withAlarms(
        pairs,
        frame.data.pair,
        (alarms) => upsert(alarms, frame.data.alarm, (alarm) => alarm.id),
      );
    case "alarm_updated":
    case "alarm_triggered":
      return withAlarms(pairs, frame.data.pair, (alarms) => replace(alarms, frame.data.alarm));
    case "alarm_removed":
      return withAlarms(
        pairs,
        frame.data.pair,
        (alarms) => alarms.filter((alarm) => alarm.id !== frame.data.id),
      );
    default:
      return pairs;
  }
}

function applyPrices(pairs: readonly Pair[], changes: readonly PriceChange[]): readonly Pair[] {
  const bySymbol = new Map(changes.map((change) => [change.pair, change]));
  return pairs.map((pair) => {
    const change = bySymbol.get(pair.symbol);
    return change === undefined ? pair : withPrice(pair, change);
  });
}

function withPrice(pair: Pair, change: PriceChange): Pair {
  return {
    ...pair,
    firstPrice: pair.firstPrice ?? change.price,
    currentPrice: change.price,
    maxPrice: change.maxPrice,
    minPrice: change.minPrice,
    lastUpdate: change.timestamp,
    priceHistory: withPoint(pair.priceHistory, change),
  };
}

function withPoint(history: Pair["priceHistory"], change: PriceChange): Pair["priceHistory"] {
  const { price, timestamp } = change;
  const newest = history.at(-1);
  if (newest !== undefined && newest.timestamp >= timestamp) return history;
  return [...history, { price, timestamp }].slice(-POINTS_ON_SCREEN);
}

function withAlarms(
  pairs: readonly Pair[],
  symbol: string,
  change: (alarms: Alarm[]) => Alarm[],
): readonly Pair[] {
  return pairs.map((pair) =>
    pair.symbol === symbol ? { ...pair, alarms: change(pair.alarms) } : pair
  );
}

/** A rehearsal may ring an alarm that no pair has, so an unknown one is not added. */
function replace(alarms: readonly Alarm[], alarm: Alarm): Alarm[] {
  return alarms.map((old) => old.id === alarm.id ? alarm : old);
}

function upsert<T>(items: readonly T[], item: T, key: (item: T) => string): T[] {
  const isKnown = items.some((old) => key(old) === key(item));
  return isKnown ? items.map((old) => key(old) === key(item) ? item : old) : [...items, item];
}
