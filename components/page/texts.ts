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
});
