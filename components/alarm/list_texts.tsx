import type { ComponentChildren } from "preact";
import { texts } from "@/lib/language/texts.ts";

/** Why an alarm has not rung. */
export const whyWords = texts("why", {
  blocked: "Blocked by",
  closest: "Closest price",
  lastChecked: "Last checked",
  notYet: "Not yet",
  watched: "Watched",
  notWatched: "Not watched",
  unknown: (time: string) => `${time} in that time: what happened then is not known`,
  fromTo: (from: ComponentChildren, to: ComponentChildren) => <>{from} to {to}</>,
  nothing: "Nothing: it rings when the price gets there",
  until: (at: ComponentChildren) => <>, until {at}</>,
  on: (at: ComponentChildren, after: string) => <>{" on "}{at}: {after}</>,
  countedSince: (at: ComponentChildren) => <>counted since {at}</>,
});

/** The page of all alarms: found, put in order, selected. */
export const pickWords = texts("picks", {
  preset: "Preset",
  importExport: "Import, export",
  nothingWatched: "Nothing is watched yet; add a pair on the prices page.",
  noAlarm: "There is no alarm yet.",
  noneFits: "No alarm fits; change the words or the state.",
  one: "1 alarm",
  allUnknown: "All alarms",
  all: (count: number) => `All ${count} alarms`,
  selectGroup: (group: string) => `Select all of ${group}`,
  selectedAlarms: "Selected alarms",
  selected: (count: ComponentChildren) => <>{count} selected</>,
  hidden: (count: number) => `, ${count} not shown`,
  selectNone: ", select none",
  find: "Find alarms by pair, condition, tag or note",
  findExample: "Find: btc, crosses, #swing…",
  state: "State",
  anyState: "Any state",
  order: "Order",
  sorts: {
    order: "Board order",
    distance: "Nearest to firing",
    pair: "Pair, A to Z",
    state: "State",
    fired: "Last fired",
    newest: "Newest",
  },
  groups: "Groups",
  groupings: {
    none: "No groups",
    pair: "By pair",
    list: "By watchlist",
    tag: "By tag",
  },
  views: "Views",
});
