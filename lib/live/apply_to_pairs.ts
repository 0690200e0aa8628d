import type { Alarm } from "@/lib/alarms/alarm.ts";
import { windowMs } from "@/lib/alarms/window_ms.ts";
import { withNewestPoint } from "@/lib/market/newest_points.ts";
import type { PairView, PriceChange, ServerFrame } from "./protocol.ts";

/** The pairs after a frame; the same array when the frame does not touch them. */
export function applyToPairs(
  pairs: readonly PairView[],
  frame: ServerFrame,
): readonly PairView[] {
  switch (frame.event) {
    case "price_update":
      return applyPrices(pairs, frame.data.prices);
    case "pair_added":
      return upsert(pairs, frame.data.pair, (pair) => pair.symbol);
    case "pair_updated":
      return replacePair(pairs, frame.data.pair);
    case "pair_removed":
      return pairs.filter((pair) => pair.symbol !== frame.data.pair);
    case "pairs_reordered":
      return inOrder(pairs, frame.data.pairs);
    case "alarm_added":
      return withAlarms(
        pairs,
        frame.data.pair,
        (alarms) => upsert(alarms, frame.data.alarm, (alarm) => alarm.id),
      );
    case "alarm_updated":
    case "alarm_triggered":
      return withAlarms(
        withoutOldReference(pairs, frame.data.alarm),
        frame.data.pair,
        (alarms) => replace(alarms, frame.data.alarm),
      );
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

function replacePair(pairs: readonly PairView[], pair: PairView): readonly PairView[] {
  return pairs.map((old) => old.symbol === pair.symbol ? pair : old);
}

function applyPrices(
  pairs: readonly PairView[],
  changes: readonly PriceChange[],
): readonly PairView[] {
  const bySymbol = new Map(changes.map((change) => [change.pair, change]));
  return pairs.map((pair) => {
    const change = bySymbol.get(pair.symbol);
    return change === undefined ? pair : withPrice(pair, change);
  });
}

function withPrice(pair: PairView, change: PriceChange): PairView {
  const { historyStart, references, hourAgo, dayAgo } = change;
  return {
    ...pair,
    firstPrice: pair.firstPrice ?? change.price,
    currentPrice: change.price,
    maxPrice: change.maxPrice,
    minPrice: change.minPrice,
    lastUpdate: change.timestamp,
    priceHistory: withPoint(pair.priceHistory, change),
    ...(historyStart === undefined ? {} : { historyStart }),
    ...(references === undefined ? {} : { references }),
    ...(hourAgo === undefined ? {} : { hourAgo }),
    ...(dayAgo === undefined ? {} : { dayAgo }),
  };
}

/** The named ones first, in this order, then all others as they stand. */
function inOrder(pairs: readonly PairView[], symbols: readonly string[]): readonly PairView[] {
  const places = new Map(symbols.map((symbol, place) => [symbol, place]));
  const placeOf = ({ symbol }: PairView) => places.get(symbol) ?? places.size;
  return pairs.toSorted((a, b) => placeOf(a) - placeOf(b));
}

type Points = PairView["priceHistory"];

function withPoint(history: Points, change: PriceChange): Points {
  const { price, timestamp } = change;
  const newest = history.at(-1);
  if (newest !== undefined && Date.parse(newest.timestamp) >= Date.parse(timestamp)) return history;
  return withNewestPoint(history, { price, timestamp });
}

function withAlarms(
  pairs: readonly PairView[],
  symbol: string,
  change: (alarms: Alarm[]) => Alarm[],
): readonly PairView[] {
  return pairs.map((pair) =>
    pair.symbol === symbol ? { ...pair, alarms: change(pair.alarms) } : pair
  );
}

/** The first price of a window says nothing of a longer or shorter one; the next prices bring the new one. */
function withoutOldReference(pairs: readonly PairView[], alarm: Alarm): readonly PairView[] {
  return pairs.map((pair) => {
    const old = pair.alarms.find(({ id }) => id === alarm.id);
    if (old === undefined || pair.references?.[alarm.id] === undefined) return pair;
    if (lengthOf(old) === lengthOf(alarm)) return pair;
    const { [alarm.id]: _old, ...references } = pair.references;
    return { ...pair, references };
  });
}

function lengthOf(alarm: Alarm): number | null {
  return alarm.type === "timeframe" ? windowMs(alarm) : null;
}

/** A rehearsal may ring an alarm that no pair has, so an unknown one is not added. */
function replace(alarms: readonly Alarm[], alarm: Alarm): Alarm[] {
  return alarms.map((old) => old.id === alarm.id ? alarm : old);
}

function upsert<T>(items: readonly T[], item: T, key: (item: T) => string): T[] {
  const isKnown = items.some((old) => key(old) === key(item));
  return isKnown ? items.map((old) => key(old) === key(item) ? item : old) : [...items, item];
}
