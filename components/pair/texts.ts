import { texts } from "@/lib/language/texts.ts";

/** What stands with one pair; a `pair` is its title, such as `BTC/USDT`. */
export const pairWords = texts("pair", {
  toWatch: "Pair to watch, for example btc/usdt or bitcoin",
  market: "Market of the price",
  anyMarket: "Any market",
  addPair: "Add pair",
  lookingUp: "Looking it up…",
  nothingTyped: "Pair name is empty; write for example BTCUSDT",
  pairs: "Pairs",
  found: (count: number) => count === 1 ? "1 pair" : `${count} pairs`,
  whichOne: "This name has more than one meaning. Which one?",
  maybeMeant: "Pairs that may be meant",
  rank: (rank: number) => `rank ${rank}`,
  notRanked: "not ranked",
  dayVolume: (volume: string, base: string) => `${volume} ${base} in 24 h`,

  since: " since ",
  watchInstead: (pair: string) => `. Watch ${pair} instead; this pair's alarms do not fire.`,
  add: (pair: string) => `Add ${pair}`,
  backfill: (done: number, days: number) =>
    `Loading history: ${done} of ${days} ${days === 1 ? "day" : "days"}`,
  min: "Min",
  max: "Max",
  minSinceAdded: "Min since added",
  maxSinceAdded: "Max since added",
  preset: "Preset",
  forPair: (pair: string) => `for ${pair}`,
  lists: "Lists",
  listsOf: (pair: string) => `Lists of ${pair}`,
  noPrice: "waiting for the first price",
  fewPrices: "not enough prices yet",
  sinceAdded: "since added",

  alarms: "Alarms",
  setAlarm: "Set alarm",
  setAlarmOn: (pair: string) => `Set alarm on ${pair}`,
  noAlarms: "None yet: set one on the chart, or here.",
  notWatched: (pair: string) => `${pair} is not watched`,
  notWatchedDetail:
    "It may have been removed. Watch it to see its price and set alarms on it; what it rang " +
    "before is in the log.",
  watch: (pair: string) => `Watch ${pair}`,
  allPrices: "All prices",
});
