import {
  CHART_INTERVALS,
  type ChartChoice,
  type ChartInterval,
  withChosen,
} from "./chart_start.ts";

/** One of several charts side by side. */
export interface ChartPick {
  readonly symbol: string;
  readonly interval: ChartInterval;
}

/** So few and so many charts stand side by side. */
export const LEAST_CHARTS = 2;
export const MOST_CHARTS = 4;

const NAME = "chart";
const USUAL: ChartInterval = "15m";

/** The charts that an address asks for (`?chart=BTCUSDT,1h&chart=ETHUSDT`); the first watched pairs where it names too few. */
export function readCharts(
  address: URLSearchParams,
  watched: readonly string[],
): readonly ChartPick[] {
  const picks = address.getAll(NAME).map(readPick)
    .filter(({ symbol }) => watched.includes(symbol))
    .slice(0, MOST_CHARTS);
  const shown = new Set(picks.map(({ symbol }) => symbol));
  const others = watched.filter((symbol) => !shown.has(symbol))
    .slice(0, Math.max(0, LEAST_CHARTS - picks.length));
  return [...picks, ...others.map((symbol) => ({ symbol, interval: USUAL }))];
}

function readPick(text: string): ChartPick {
  const [symbol = "", interval = ""] = text.split(",", 2);
  return { symbol, interval: CHART_INTERVALS.find((known) => known === interval) ?? USUAL };
}

/** The address that asks for these charts, from its `?` on. */
export function chartsQuery(picks: readonly ChartPick[]): string {
  const fields = picks.map(({ symbol, interval }) =>
    `${NAME}=${encodeURIComponent(symbol)},${interval}`
  );
  return `?${fields.join("&")}`;
}

/** One more chart: of a pair that is not shown yet, where there is one. */
export function withOneMore(
  picks: readonly ChartPick[],
  watched: readonly string[],
): readonly ChartPick[] {
  const shown = new Set(picks.map(({ symbol }) => symbol));
  const symbol = watched.find((each) => !shown.has(each)) ?? watched[0];
  if (symbol === undefined || picks.length >= MOST_CHARTS) return picks;
  return [...picks, { symbol, interval: picks.at(-1)?.interval ?? USUAL }];
}

/** What a chart shows of its pair: candles of that length, over a range that they fit. */
export function choiceOf({ interval }: Pick<ChartPick, "interval">): ChartChoice {
  return withChosen({ range: "24h", interval, kind: "candles" }, { interval });
}
