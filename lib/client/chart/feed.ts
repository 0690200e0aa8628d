import { type Candle, stepStart } from "@/lib/market/candle.ts";
import type { ChartSpan } from "@/lib/protocol/chart_start.ts";
import { askServer } from "../ask_server.ts";
import { messageOf } from "../request_error.ts";
import { type ChartSeries, withNewer, withOlder, withPrice } from "./series.ts";

/** Candles asked for at a time while somebody scrolls back. */
const PAGE_CANDLES = 600;
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
}

/** The candles of one chart: loaded, moved on by live prices, and older ones as somebody scrolls back. */
export class ChartFeed {
  #series: ChartSeries;
  /** What lies before this moment (ms) is as the server sent it; behind it, only as it was heard. */
  #answeredUntil = -Infinity;
  #isAsking = false;
  #emptyPages = 0;
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
    const candles = await this.#fetch({ from: start, to });
    if (candles === null) return false;
    this.#answeredUntil = Math.max(this.#answeredUntil, to);
    this.#set(withNewer(this.#series, candles), start);
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
    const start = this.options.historyStart();
    if (start === null) return this.#emptyPages < MOST_EMPTY_PAGES;
    return start < this.#series.from;
  }

  /** Asks for one page before the loaded part, unless one is on its way or there is nothing older. */
  async loadOlder(): Promise<void> {
    if (this.#isAsking || !this.hasOlder) return;
    this.#isAsking = true;
    const { from, stepMs } = this.#series;
    const start = Math.max(from - PAGE_CANDLES * stepMs, this.#oldest());
    // The step that begins at `from` is loaded already.
    const candles = await this.#fetch({ from: start, to: from - 1 });
    this.#isAsking = false;
    if (candles === null) return;
    this.#emptyPages = candles.length === 0 ? this.#emptyPages + 1 : 0;
    this.#set(withOlder(this.#series, start, candles), start);
  }

  /** Loads a page before the range once, where only the range was loaded: averages need what came before it. */
  async lead(): Promise<void> {
    if (this.#hasLead) return;
    this.#hasLead = true;
    await this.loadOlder();
  }

  #oldest(): number {
    const start = this.options.historyStart();
    return start === null ? -Infinity : stepStart(start, this.#series.stepMs);
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
export type FetchCandles = (wanted: CandlesWanted) => Promise<readonly Candle[] | null>;

interface HistoryAnswer {
  readonly bars: readonly (Omit<Candle, "at"> & { readonly timestamp: string })[];
}

/** Candles of a pair over the history API. @throws {RequestError} */
export async function fetchCandles(
  symbol: string,
  { from, to, stepMs }: CandlesWanted,
): Promise<readonly Candle[]> {
  const query = new URLSearchParams({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    step: String(stepMs / 1000),
  });
  const { bars: candles } = await askServer<HistoryAnswer>(`/api/pairs/${symbol}/history?${query}`);
  return candles.map(({ timestamp, ...prices }) => ({ at: Date.parse(timestamp), ...prices }));
}
