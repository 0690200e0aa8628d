import { texts } from "@/lib/language/texts.ts";

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
  shortcuts: "Keyboard shortcuts",
});
