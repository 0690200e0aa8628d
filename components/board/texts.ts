import { texts } from "@/lib/language/texts.ts";

/** The board of prices; a `pair` is its title, such as `BTC/USDT`. */
export const boardWords = texts("board", {
  title: "Prices",
  pairCount: (count: number) => count === 1 ? "1 pair" : `${count} pairs`,
  alarmCount: (count: number) => count === 1 ? "1 alarm" : `${count} alarms`,
  test: "Test alarm",
  addPair: "Add a pair",
  pair: "Pair",
  nothing: "Nothing is watched yet",
  nothingDetail:
    "Add a trading pair and its price appears within seconds. Then set alarms on it: at a price, " +
    "at a distance from its high or low, or on a fast move.",

  find: "Find a pair",
  which: "Which pairs",
  selections: {
    all: "All pairs",
    alarms: "With alarms",
    ringing: "Ringing",
    trouble: "In trouble",
  },
  order: "Order of the pairs",
  sorts: {
    order: "Custom order",
    name: "Name",
    hour: "Change in 1 h",
    day: "Change in 24 h",
    nearest: "Nearest alarm",
  },
  reverse: "Reverse the order",
  compact: "Compact",
  compactKey: "Price, change in 24 h, way to the nearest alarm",
  makeList: "Make a watchlist",
  charts: "Charts side by side",
  columns: {
    pair: "Pair",
    price: "Price",
    lately: "Lately",
    sinceAdded: "Since added",
    nearest: "Nearest alarm",
  },
  orderBy: (column: string) => `Put in order by ${column.toLowerCase()}`,
  none: {
    all: "No pair",
    alarms: "No pair with alarms",
    ringing: "No pair that rings",
    trouble: "No pair in trouble",
  },
  noneOf: (none: string, list: string) => `${none} of “${list}”`,
  noneMatches: (none: string, text: string) => `${none} matches “${text}”.`,
  emptyList: "Put pairs into it from their rows (“Lists”), or all at once by “Edit watchlists”.",
  showAll: "Show all pairs",

  sinceAdded: "since added",
  addAlarm: "Add an alarm",
  addAlarmTo: (pair: string) => `Add an alarm to ${pair}`,
  ringing: "Ringing",
  notKnown: "Not known yet: its history is too short",
  chart: "Chart",
  alarm: "Alarm",
  anotherAlarm: (pair: string) => `Set another alarm on ${pair}`,
  remove: "Remove pair",
  removePair: (pair: string) => `Remove ${pair}`,
  noAlarms: "No alarms yet",
  doubts: (seen: number, confirmed: number) =>
    `${seen === 1 ? "1 price jumped" : `${seen} prices jumped`} by over 50 % since the program ` +
    `was started, ${confirmed} confirmed.`,
  noPrice: "waiting for the first price",
  hideAlarms: "Hide alarms",
  showAlarms: "Show alarms",
  alarmsOf: (pair: string) => `Alarms of ${pair}`,
  toPrice: (price: string) => `to ${price}`,

  /** How rows are moved, and what is said while one is. */
  move: (pair: string) => `Move ${pair}`,
  moveHelp:
    "Press space to pick the row up, arrows to move it, space to put it down, Escape to leave it",
  place: (place: number, of: number) => `place ${place} of ${of}`,
  pickedUp: (place: string) => `Picked up, ${place}. Arrows move it, space puts it down`,
  putAt: (place: string) => `Put at ${place}`,
  putBack: "Put back",
  notMoved: "Not moved",
  lists: "Watchlists",
  allPairs: "All",
  editLists: "Edit watchlists",
});
