import { type Candle, joinCandles, stepStart } from "@/lib/market/candle.ts";

/** The candles of a chart, on a grid of equal steps that has a place for every moment, with a price or without. */
export interface ChartSeries {
  readonly stepMs: number;
  /** Where the loaded part begins, on the grid (milliseconds). */
  readonly from: number;
  /** Oldest first, each at a step of the grid, no step twice. */
  readonly candles: readonly Candle[];
}

/** A place on the grid; without a candle when no price is known there. */
export interface ChartPlace {
  readonly at: number;
  readonly candle: Candle | null;
}

/**
 * The series with what lies before it, from `from` on; candles that it has already stay as they are, but for its first
 * where that was told anew, with its beginning.
 */
export function withOlder(
  series: ChartSeries,
  from: number,
  older: readonly Candle[],
): ChartSeries {
  const start = Math.min(series.from, stepStart(from, series.stepMs));
  const before = older.filter(({ at }) => at >= start && at <= series.from);
  const rest = series.candles.filter(({ at }) => at > (before.at(-1)?.at ?? -Infinity));
  return { ...series, from: start, candles: [...before, ...rest] };
}

/** The series with its newest part as the server tells it, which knows more than was heard here. */
export function withNewer(series: ChartSeries, newer: readonly Candle[]): ChartSeries {
  const answered = newer.filter(({ at }) => at >= series.from);
  const first = answered[0];
  const last = answered.at(-1);
  if (first === undefined || last === undefined) return series;
  const before = series.candles.filter(({ at }) => at < first.at);
  const after = series.candles.filter(({ at }) => at > last.at);
  return { ...series, candles: [...before, ...answered, ...after] };
}

/** The series with one more price; the same series when it is older than the newest candle. */
export function withPrice(series: ChartSeries, moment: number, price: number): ChartSeries {
  const at = stepStart(moment, series.stepMs);
  const candle = { at, open: price, high: price, low: price, close: price };
  const last = series.candles.at(-1);
  if (last === undefined) return { ...series, from: Math.min(series.from, at), candles: [candle] };
  if (at < last.at) return series;
  if (at > last.at) return { ...series, candles: [...series.candles, candle] };
  const joined = joinCandles(last, candle);
  return isSame(joined, last)
    ? series
    : { ...series, candles: [...series.candles.slice(0, -1), joined] };
}

/** Every place from `from` (or the beginning) to the newest candle. */
export function placesOf(series: ChartSeries, from = series.from): ChartPlace[] {
  const { stepMs, candles } = series;
  const last = candles.at(-1);
  if (last === undefined) return [];
  const places: ChartPlace[] = [];
  let index = candles.findIndex((candle) => candle.at >= from);
  for (let at = stepStart(from, stepMs); at <= last.at; at += stepMs) {
    const candle = candles[index];
    const isHere = candle?.at === at;
    places.push({ at, candle: isHere ? candle : null });
    if (isHere) index++;
  }
  return places;
}

function isSame(a: Candle, b: Candle): boolean {
  return a.high === b.high && a.low === b.low && a.close === b.close;
}
