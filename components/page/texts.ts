import { texts } from "@/lib/text/language.ts";

/** What stands around every page. */
export const pageWords = texts("page", {
  skip: "Skip to content",
  brandLabel: "Crypto Price Alarm, prices",
  pages: "Pages",
  prices: "Prices",
  alarms: "Alarms",
  log: "Log",
  channels: "Channels",
  settings: "Settings",
  account: "Account",
  noScript: "This page stands still without JavaScript.",
  noScriptDetail:
    "Prices are as of its loading, alarms do not ring here, and nothing can be changed.",
  tooOld: "This browser is too old for this page: nothing here is live, and no alarm rings.",
  tooOldDetail: ({ chrome, firefox, safari }: Readonly<Record<string, number>>) =>
    `It takes Chrome or Edge ${chrome}, Firefox ${firefox}, Safari or iOS ${safari}, or newer. ` +
    "The server watches all alarms all the same.",
  colours: (theme: string) => `Colours: ${theme}`,
  changeColours: (theme: string) => `Colours: ${theme}. Change`,
  themes: { auto: "like the system", light: "light", dark: "dark" },

  /** How well page, server and sources work together. */
  status: "Status",
  phases: {
    connecting: "Connecting",
    live: "Live",
    reconnecting: "Reconnecting",
    ended: "Logged out",
  },
  noCheck: "No check yet",
  checked: "Checked",
  streams: "streams",
  answered: "answered",
  isSilent: "is silent, last answer",
  used: (source: string, budget: string) => `${source}: ${budget} used`,
  isPolled: (problem: string) => `${problem}; prices are polled until it is back`,
  slowed: (source: string, how: string) => `${source} is ${how}`,
  oldPrices: (age: string, why: string) => `Prices ${age} old: ${why}`,

  pull: {
    pulling: "Pull further to refresh prices",
    ready: "Let go to refresh prices",
    asking: "Refreshing prices…",
    done: "Prices are up to date",
  },

  shortcuts: "Keyboard shortcuts",
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
