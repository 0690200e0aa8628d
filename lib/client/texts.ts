import { texts } from "@/lib/language/texts.ts";

/** What is wrong with what the page shows; those that end in "since" or "at" are followed by a moment. */
export const troubleWords = texts("troubles", {
  reported: {
    storeProblem: "Nothing can be changed or recorded any more, and alarms do not fire",
    checksProblem: "Prices are not checked any more, and alarms do not fire",
    diskProblem: "No new pairs and alarms are taken: the disk is nearly full",
    recovery: "Look whether all pairs and alarms are there",
  },
  reportedPill: {
    storeProblem: "Stopped: alarms do not fire",
    checksProblem: "Stopped: prices are not checked",
  },
  lost: "Prices are not live: this page has lost the server at",
  lostPill: "Server lost since",
  offline: "This device is offline.",
  keepsTrying: "It keeps trying; alarms cannot ring here until it is back.",
  silent: (source: string) => `Prices are not live: ${source} has not answered`,
  silentSince: (source: string) => `Prices are not live: ${source} has not answered since`,
  silentPill: (source: string) => `${source} does not answer`,
  notTradedSince: (pair: string) => `${pair} is not traded, and its alarms do not fire, since`,
  notTraded: (count: number) => `${count} pairs are not traded, and their alarms do not fire`,
  lateSince: "Prices are not live: the server has not checked them since",
  latePill: "the server does not check them",

  /** Of one pair, in a word or two. */
  pair: { delisted: "Delisted", halted: "Halted", renamed: "Renamed" },
  noData: "No data",
  noNewerPrice: "The source has no newer price",
  noLivePrice: "No live price",
});

/** What came of what a person asked for; a `pair` is its title, such as `BTC/USDT`. */
export const requestWords = texts("requests", {
  notConnected: "Not connected to the server: nothing was changed",
  notReached: "The server cannot be reached; try again in a moment",
  closed: "This page was closed",
  loggedOut: "You were logged out: look whether it was done",
  connectionLost: "The connection was lost before the server answered: look whether it was done",
  noAnswer: "The server did not answer in time: look whether it was done",
  pageFailed: "The page itself failed; reload it",
  proxyAnswered: (status: number) =>
    `The proxy answered in the server's place (${status}): reload the page, and sign in where it asks`,
  proxyRefused: (status: number, why: string) => `The proxy refused it: ${status}, ${why}`,
  proxySaysNothing: "without saying why",
  /** By status. */
  proxy: {
    401: "it wants a password; reload the page",
    403: "it does not allow this",
    404: "it knows no such address",
    405: "it does not allow this",
    407: "it wants a password; reload the page",
    408: "sending took too long; try again",
    411: "it wants to know the length",
    413: "too large",
    414: "the address is too long",
    429: "too many requests; try again in a moment",
    431: "the headers are too large",
    500: "it failed",
    502: "it cannot reach the server; try again in a moment",
    503: "it cannot reach the server, or has too much to do; try again in a moment",
    504: "the server took too long; try again in a moment",
  },
  watchedNow: (pair: string) => `${pair} is watched now.`,
  removed: (pair: string) => `${pair} is removed.`,
  trueAlready: (condition: string) =>
    `${condition}: already true now; it will ring when it happens again.`,
  startsAnew: (span: string) =>
    `It starts anew: the ${span} before were not checked yet and are not any more.`,
});

/** What is said of alarms that rang or did not; a `pair` is its title. */
export const fireWords = texts("fires", {
  quietOnly: (why: string) => `It is quiet here, but not acknowledged. ${why}`,
  armedAgain: (pair: string) => `${pair} is armed again`,
  snoozed: (pair: string, until: string) => `${pair} is snoozed until ${until}`,
  silenced: (count: number, by: string) =>
    count === 1 ? `Silenced from ${by}` : `${count} alarms silenced from ${by}`,
  /** In the tab. */
  ringing: (pair: string, others: number) =>
    `🔔 ${pair}${others > 0 ? ` +${others}` : ""} is ringing`,
  untilMorning: (morning: string) => `until ${morning}`,
  acknowledge: "Acknowledge",
  snooze: "Snooze 15 min",
  test: "Test: ",
  late: " (late)",
  waitingToReset: "waiting to reset",
  noneArmed: "none armed",
  found: "found",
  isLate: "late",
  lateMeans: "Found by looking back over a gap in the prices",
  isTest: "test",
  testMeans: "A rehearsal, not a price move",
  short: { high: "short high", low: "short low" },
  shortMeans: "Seen between two prices, and gone by the next one",
});
