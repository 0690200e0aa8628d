import type { ComponentChildren } from "preact";
import { texts } from "@/lib/language/texts.ts";

/** A chart, what stands on it, and its tools. */
export const chartWords = texts("chart", {
  chartOf: (pair: string) => `Chart of ${pair}`,
  pairOfChart: "Pair of this chart",
  candleLength: "Length of its candles",
  pageOf: (pair: string) => `Page of ${pair}`,
  page: "Page",
  takeAway: "Take this chart away",
  olderPrices: (why: string) => `Older prices: ${why}`,
  auto: "Auto",
  codeFailed: "The chart could not be loaded.",
  reload: "Reload the page",
  pastFailed: "The past prices could not be loaded.",
  tryAgain: "Try again",
  firstPrice: "The first price is on its way.",
  keys:
    "Left and right arrow keys scroll, plus and minus zoom, Home shows the oldest loaded prices, End the newest.",
  lines: "Alarm lines",
  fromNow: (change: string) => `${change} from now`,
  handle: (condition: string) => `${condition}: arrow keys move it, Enter saves, Escape cancels`,
  noPriceKnown: "no price is known",
  extremes: (highest: string, lowest: string) => `highest ${highest}, lowest ${lowest}`,
  sight: (from: string, to: string, prices: string) => `${from} to ${to}: ${prices}`,
  noPrice: "no price yet",
  now: (price: string) => `now ${price}`,
  shown: (sight: string) => ` Shown: ${sight}.`,
  picture: (pair: string, length: string, now: string, shown: string) =>
    `Price of ${pair} over ${length}: ${now}.${shown} The alarms are listed on this page.`,
  candle: { open: "O", high: "H", low: "L", close: "C", volume: "Vol" },
  candles: (count: number) => count === 1 ? "1 candle" : `${count} candles`,
  alarmsAbove: "Alarms above",
  alarmsBelow: "Alarms below",
  more: (count: number) => `${count} more`,
  toNow: "To now",
  timeShown: "Time shown",
  interval: "Interval",
  shownAs: "Shown as",
  kinds: { line: "Line", candles: "Candles" },
  scale: "Scale",
  scales: { linear: "Linear", log: "Log", percent: "Percent" },
  indicators: "Indicators",
  measure: "Measure",
  fullWidth: "Full width",
  fullScreen: "Full screen",
  leaveFullScreen: "Leave full screen",
  mouseHint:
    "Click the chart to set an alarm at a price, drag a line to move it. Shift and drag measures.",
  fingerHint:
    "Press and hold the chart to set an alarm at a price, drag a handle to move its line.",
  noIndicators: "None yet. They are worked out from the closes of the candles that are shown.",
  addIndicator: "Add an indicator",
  add: (name: string) => `Add ${name}`,
  done: "Done",
  remove: "Remove",
  removeLabel: (name: string) => `Remove ${name}`,
  moved: (price: string) => `Alarm moved to ${price}`,
  movedAndArmed: (price: string) => `Alarm moved to ${price} and armed again`,
  compare: "Compare with other pairs",
  charts: "Charts",
  oneMore: "One more chart",
  nothingWatched: (link: (text: string) => ComponentChildren) => (
    <>Nothing is watched yet; add a pair on the {link("prices page")}.</>
  ),
});

/** How closely the time of a chart was watched. */
export const chartNoteWords = texts("chartNotes", {
  timesIn: (zone: string) => `Times in ${zone}`,
  knownSince: (at: ComponentChildren) => <>Prices are known since {at}</>,
  wentOff: (count: number) =>
    `${count === 1 ? "1 alarm" : `${count} alarms`} went off in the time shown`,
  library: () => (
    <>
      TradingView Lightweight Charts™, copyright © 2025{" "}
      <a href="https://www.tradingview.com/" rel="noreferrer">TradingView, Inc.</a>
    </>
  ),
  grains: {
    tick: "every tick",
    second: "second candles",
    minute: "minute candles",
    hour: "hour candles",
    day: "day candles",
    point: "single prices",
    nothing: "not watched",
  },
  notKnown: "How closely this time was watched is not known",
  watchedBy: "Watched by:",
  missedToday: (time: string) => `${time} missed today`,
  notWatchedNow: (missed: string) => `Not watched now, ${missed}`,
  watched: (grain: string, missed: string) => `Watched: ${grain}, ${missed}`,
});
