import { type Bar, joinBars, stepStart } from "@/lib/market/candle.ts";

/** The bars of a chart, on a grid of equal steps that has a place for every moment, with a price or without. */
export interface ChartSeries {
  readonly stepMs: number;
  /** Where the loaded part begins, on the grid (milliseconds). */
  readonly from: number;
  /** Oldest first, each at a step of the grid, no step twice. */
  readonly bars: readonly Bar[];
}

/** A place on the grid; without a bar when no price is known there. */
export interface ChartPlace {
  readonly at: number;
  readonly bar: Bar | null;
}

/** The series with what lies before it, from `from` on; bars that it has already stay as they are. */
export function withOlder(series: ChartSeries, from: number, older: readonly Bar[]): ChartSeries {
  const start = Math.min(series.from, stepStart(from, series.stepMs));
  const before = older.filter(({ at }) => at >= start && at < series.from);
  return { ...series, from: start, bars: [...before, ...series.bars] };
}

/** The series with its newest part as the server tells it, which knows more than was heard here. */
export function withNewer(series: ChartSeries, newer: readonly Bar[]): ChartSeries {
  const told = newer.filter(({ at }) => at >= series.from);
  const first = told[0];
  const last = told.at(-1);
  if (first === undefined || last === undefined) return series;
  const before = series.bars.filter(({ at }) => at < first.at);
  const after = series.bars.filter(({ at }) => at > last.at);
  return { ...series, bars: [...before, ...told, ...after] };
}

/** The series with one more price; the same series when it is older than the newest bar. */
export function withPrice(series: ChartSeries, moment: number, price: number): ChartSeries {
  const at = stepStart(moment, series.stepMs);
  const bar = { at, open: price, high: price, low: price, close: price };
  const last = series.bars.at(-1);
  if (last === undefined) return { ...series, from: Math.min(series.from, at), bars: [bar] };
  if (at < last.at) return series;
  if (at > last.at) return { ...series, bars: [...series.bars, bar] };
  const joined = joinBars(last, bar);
  return isSame(joined, last) ? series : { ...series, bars: [...series.bars.slice(0, -1), joined] };
}

/** Every place from `from` (or the beginning) to the newest bar. */
export function placesOf(series: ChartSeries, from = series.from): ChartPlace[] {
  const { stepMs, bars } = series;
  const last = bars.at(-1);
  if (last === undefined) return [];
  const places: ChartPlace[] = [];
  let index = bars.findIndex((bar) => bar.at >= from);
  for (let at = stepStart(from, stepMs); at <= last.at; at += stepMs) {
    const bar = bars[index];
    const isHere = bar?.at === at;
    places.push({ at, bar: isHere ? bar : null });
    if (isHere) index++;
  }
  return places;
}

function isSame(a: Bar, b: Bar): boolean {
  return a.high === b.high && a.low === b.low && a.close === b.close;
}
