import {
  AreaSeries,
  type AreaSeriesPartialOptions,
  CandlestickSeries,
  type CandlestickSeriesPartialOptions,
  type ChartOptions,
  type DeepPartial,
  type IChartApiBase,
  type ISeriesApi,
  LineStyle,
  type Time,
  TrackingModeExitMode,
} from "lightweight-charts";
import type { ChartKind } from "@/lib/protocol/charts.ts";

export type PriceSeries = ISeriesApi<"Area", Time> | ISeriesApi<"Candlestick", Time>;

/** Adds the series that shows prices in this way. */
export function addSeries(chart: IChartApiBase<Time>, kind: ChartKind): PriceSeries {
  return kind === "line" ? chart.addSeries(AreaSeries) : chart.addSeries(CandlestickSeries);
}

/** How the chart looks in these colours, without what prices it shows. */
export function chartStyle(colors: ChartColors): DeepPartial<ChartOptions> {
  const line = { color: faded(colors.line, 0.6) };
  const cross = { color: colors.lineStrong, labelBackgroundColor: colors.ink };
  return {
    layout: {
      background: { color: "transparent" },
      textColor: colors.inkSoft,
      panes: { separatorColor: colors.line, separatorHoverColor: faded(colors.accent, 0.2) },
      fontFamily: "system-ui, -apple-system, sans-serif",
      fontSize: 11,
    },
    grid: { vertLines: line, horzLines: line },
    crosshair: { mode: 0, vertLine: cross, horzLine: cross },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderVisible: false },
  };
}

/** What does not change with colours. The page scrolls when a finger moves up or down over the chart. */
export const CHART_BEHAVIOUR = {
  autoSize: true,
  // The logo brings an inline style, which the page's security policy refuses; the page names the library in text.
  layout: { attributionLogo: false },
  handleScroll: {
    ...{ mouseWheel: true, pressedMouseMove: true, horzTouchDrag: true, vertTouchDrag: false },
  },
  trackingMode: { exitMode: TrackingModeExitMode.OnTouchEnd },
  // Half a price at an edge could be read as another one.
  rightPriceScale: { scaleMargins: { top: 0.12, bottom: 0.1 }, entireTextOnly: true },
  timeScale: { timeVisible: true, rightOffset: 4, minBarSpacing: 0.4 },
} as const satisfies DeepPartial<ChartOptions>;

/** The line of the price now is ours. */
const OWN_LINE = { priceLineVisible: false, lastValueVisible: false } as const;

/** Rising candles are hollow, so that colour alone never has to tell. */
export function seriesStyle(
  kind: ChartKind,
  colors: ChartColors,
): AreaSeriesPartialOptions | CandlestickSeriesPartialOptions {
  if (kind === "line") {
    return {
      lineColor: colors.accent,
      lineWidth: 2,
      topColor: faded(colors.accent, 0.16),
      bottomColor: faded(colors.accent, 0),
      ...OWN_LINE,
    };
  }
  return {
    upColor: colors.surface,
    downColor: colors.down,
    borderUpColor: colors.up,
    borderDownColor: colors.down,
    wickUpColor: colors.up,
    wickDownColor: colors.down,
    ...OWN_LINE,
  };
}

/** How the line of the price now looks. */
export function nowStyle(colors: ChartColors) {
  return {
    color: colors.accent,
    axisLabelTextColor: colors.surface,
    lineWidth: 1,
    lineStyle: LineStyle.Dotted,
    axisLabelVisible: true,
  } as const;
}

/** How an alarm's line looks: dashed and bright while it is armed, dotted and grey otherwise. */
export function levelStyle(isArmed: boolean, isHeld: boolean, colors: ChartColors) {
  return {
    color: isArmed ? colors.ring : colors.inkSoft,
    lineWidth: isHeld ? 2 : 1,
    lineStyle: isHeld ? LineStyle.Solid : isArmed ? LineStyle.LargeDashed : LineStyle.Dotted,
  } as const;
}

/** Colours of a chart, from the tokens of the style sheet. */
const TOKENS = {
  surface: "--surface",
  ink: "--ink",
  inkSoft: "--ink-soft",
  line: "--line",
  lineStrong: "--line-strong",
  accent: "--accent",
  up: "--up",
  down: "--down",
  warn: "--warn",
  ring: "--ring",
  first: "--chart-1",
  second: "--chart-2",
  third: "--chart-3",
  fourth: "--chart-4",
} as const;

export type ChartColors = Readonly<Record<keyof typeof TOKENS, string>>;

/** The tokens as they are now: a canvas knows neither custom properties nor `light-dark()`. */
export function readColors(beside: HTMLElement): ChartColors {
  const probe = document.createElement("span");
  probe.hidden = true;
  beside.append(probe);
  const entries = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(entries) as ChartColors;
}

/** The colour, let through: `alpha` is between 0 and 1. */
export function faded(color: string, alpha: number): string {
  const [red = "0", green = "0", blue = "0"] = color.match(/[\d.]+/g) ?? [];
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

/** Tells when the colours may be others; returns how to stop. */
export function watchColors(changed: () => void): () => void {
  const theme = new MutationObserver(changed);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  return () => {
    theme.disconnect();
    system.removeEventListener("change", changed);
  };
}
