import { askServer, messageOf } from "@/lib/client/ask_server.ts";
import { type Candle, joinCandles, stepStart } from "@/lib/market/candle.ts";
import type { HistoryAnswer } from "@/lib/protocol/answers.ts";
import type { ChartSpan } from "@/lib/protocol/charts.ts";

/** Candles asked for at a time while somebody scrolls back. */
const PAGE_CANDLES = 600;
/** Of what the server must ask the source for, so many are one or two requests there, the candle at the seam included. */
const SOURCE_CANDLES = 590;
/** Where nothing older came, it is not asked for again for so long, in milliseconds. */
const REST_MS = 30_000;
/** Where no price is known for so many pages, there is nothing older to look for. */
const MOST_EMPTY_PAGES = 3;

interface FeedOptions {
  readonly fetchCandles: FetchCandles;
  readonly span: ChartSpan;
  /** The server's clock, in milliseconds. */
  readonly now: () => number;
  /** Moment of the oldest price the server knows; null when it does not say. */
  readonly historyStart: () => number | null;
  /** The candles may differ from a moment on. */
  readonly onChange: (series: ChartSeries, changedFrom: number) => void;
  /** Told why the pair's source tells nothing older, for a person; null where it does. */
  readonly onOlder?: (problem: string | null) => void;
}

/** The candles of one chart: loaded, moved on by live prices, and older ones as somebody scrolls back. */
export class ChartFeed {
  #series: ChartSeries;
  /** What lies before this moment (ms) is as the server sent it; behind it, only as it was heard. */
  #answeredUntil = -Infinity;
  #isAsking = false;
  #emptyPages = 0;
  #askOlderAt = -Infinity;
  #hasLead = false;
  /** Why candles could not be loaded the last time; null when no reason was given. */
  problem: string | null = null;

  constructor(private readonly options: FeedOptions) {
    const { span: { lengthMs, stepMs }, now } = options;
    this.#series = { stepMs, from: stepStart(now() - lengthMs, stepMs), candles: [] };
  }

  get series(): ChartSeries {
    return this.#series;
  }

  /** Asks for everything from the loaded beginning (or `from`, in milliseconds) to now; false when that failed. */
  async load(from: number = this.#series.from): Promise<boolean> {
    const start = stepStart(from, this.#series.stepMs);
    const to = this.options.now();
    const answer = await this.#fetch({ from: start, to });
    if (answer === null) return false;
    this.#answeredUntil = Math.max(this.#answeredUntil, to);
    this.#set(withNewer(this.#series, answer.candles), start);
    return true;
  }

  /** Asks again for the newest candles: what was missed while the connection was away, or between two prices. */
  catchUp(): Promise<boolean> {
    const { candles, from, stepMs } = this.#series;
    const last = candles.at(-1);
    if (last === undefined) return this.load(from);
    return this.load(Math.max(from, Math.min(last.at, this.#answeredUntil) - stepMs));
  }

  hear(moment: number, price: number): void {
    const series = withPrice(this.#series, moment, price);
    if (series === this.#series) return;
    const former = this.#series.candles.at(-1);
    this.#set(series, former?.at ?? series.from);
  }

  get hasOlder(): boolean {
    if (this.#isStored) return true;
    return this.#emptyPages < MOST_EMPTY_PAGES && this.options.now() >= this.#askOlderAt;
  }

  /** Whether the server has what comes next; what is older it asks the source for. */
  get #isStored(): boolean {
    const start = this.options.historyStart();
    return start !== null && start < this.#series.from;
  }

  /** Asks for one page before the loaded part, unless one is on its way or there is nothing older. */
  async loadOlder(): Promise<void> {
    if (this.#isAsking || !this.hasOlder) return;
    this.#isAsking = true;
    const wanted = this.#olderPage();
    const isOfSource = this.options.historyStart() !== null && !this.#isStored;
    const answer = await this.#fetch(wanted);
    this.#isAsking = false;
    if (answer === null) return;
    const { candles, older } = answer;
    if (older !== undefined) this.options.onOlder?.(older.problem);
    const isBefore = candles.some(({ at }) => at < this.#series.from);
    let start = wanted.from;
    if (isOfSource && older?.problem !== null) {
      this.#rest();
      // What was not told can be asked for again.
      if (!isBefore) return;
      start = Math.max(start, candles[0]?.at ?? start);
    }
    this.#emptyPages = isBefore ? 0 : this.#emptyPages + 1;
    this.#set(withOlder(this.#series, start, candles), start);
  }

  #rest(): void {
    this.#askOlderAt = this.options.now() + REST_MS;
  }

  #olderPage(): Pick<CandlesWanted, "from" | "to"> {
    const { from, stepMs } = this.#series;
    const start = this.options.historyStart();
    // The step that begins at `from` is loaded already.
    const to = from - 1;
    if (start === null) return { from: from - PAGE_CANDLES * stepMs, to };
    const oldest = stepStart(start, stepMs);
    if (oldest < from) return { from: Math.max(from - PAGE_CANDLES * stepMs, oldest), to };
    // Of the step in which the history begins, only the end is known.
    const isSeam = oldest === from && start > oldest;
    return { from: from - SOURCE_CANDLES * stepMs, to: isSeam ? from + stepMs - 1 : to };
  }

  /** Loads a page before the range once, where only the range was loaded: averages need what came before it. */
  async lead(): Promise<void> {
    if (this.#hasLead) return;
    this.#hasLead = true;
    await this.loadOlder();
  }

  async #fetch(wanted: Pick<CandlesWanted, "from" | "to">): ReturnType<FetchCandles> {
    try {
      return await this.options.fetchCandles({ ...wanted, stepMs: this.#series.stepMs });
    } catch (error) {
      this.problem = messageOf(error);
      return null;
    }
  }

  #set(series: ChartSeries, changedFrom: number): void {
    this.#series = series;
    this.options.onChange(series, changedFrom);
  }
}

/** A stretch of a pair's past, in milliseconds. */
export interface CandlesWanted {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** Requests candles; null, or a rejection that says why, when they cannot be loaded. */
export type FetchCandles = (wanted: CandlesWanted) => Promise<PastCandles | null>;

interface PastCandles extends Pick<HistoryAnswer, "older"> {
  readonly candles: readonly Candle[];
}

/** Candles of a pair over the history API. @throws {RequestError} */
export async function fetchCandles(
  symbol: string,
  { from, to, stepMs }: CandlesWanted,
): Promise<PastCandles> {
  const query = new URLSearchParams({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    step: String(stepMs / 1000),
  });
  const path = `/api/pairs/${symbol}/history?${query}`;
  const { bars, ...answer } = await askServer<HistoryAnswer>(path);
  const candles = bars.map(({ timestamp, ...prices }) => ({
    at: Date.parse(timestamp),
    ...prices,
  }));
  return { ...answer, candles };
}

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
