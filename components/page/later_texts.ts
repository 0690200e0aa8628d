import { texts } from "@/lib/language/texts.ts";

/** What is said by the parts of pages that are loaded when they are first wanted. */
export const laterWords = texts("later", {
  shortcuts: "Keyboard shortcuts",
  pull: {
    pulling: "Pull further to refresh prices",
    ready: "Let go to refresh prices",
    asking: "Refreshing prices…",
    done: "Prices are up to date",
  },
  keysAct: "Single keys act, except while you type",
  /** What single keys do; the groups as the dialog titles them. */
  keys: {
    everywhere: "Everywhere",
    list: "This list",
    silence: "Silence all that rings",
    pages: "Prices, Alarms, Log, Channels, Settings",
    close: "Close what is open, change nothing",
    prices: "Prices",
    line: "To the line that sets an alarm",
    nextRow: "Next row",
    rowBefore: "Row before",
    chart: "Chart of the row",
    rowAlarms: "Show or hide the row’s alarms",
    newAlarm: "New alarm: on the row, or on the pair of the page",
    addPair: "Add a pair",
    findPair: "Find a pair",
    compact: "Compact rows on and off",
    alarms: "Alarms in a list",
    nextAlarm: "Next alarm, alarm before",
    edit: "Edit the alarm",
    snooze: "Snooze it",
    inChart: "Chart, once it has the focus",
    earlier: "Earlier, later",
    closer: "Closer, further away",
    ends: "Oldest prices, now",
    undo: "Take back the last move of an alarm",
  },
});
