import { texts } from "@/lib/language/texts.ts";

/** What leaving a field alone means, where several alarms are changed. */
export const keptTexts = texts("kept", {
  same: (value: string) => `Leave as it is: ${value}`,
  differs: "Leave as it is: differs",
  now: (value: string) => `Now: ${value}`,
  nowDiffers: "Now: differs",
  none: "none",
  defaultChannels: "the default channels",
  toldOnce: "told once",
  aPolicy: "a policy",
  allPaused: "all are paused",
  nonePaused: "none is paused",
  never: "never",
  sameMoment: "all at the same moment",
  note: (note: string) => `“${note}”`,
  priorities: { low: "low", normal: "normal", high: "high", critical: "critical" },
  modes: { once: "once", repeat: "repeat" },
});

/** Ways to look at the list of alarms, and sets of alarms. */
export const viewWords = texts("alarmViews", {
  noName: "Give it a name",
  longName: (most: number) => `Give it a name of at most ${most} characters`,
  sameName: (name: string) => `There is “${name}” already`,
  tooMany: (most: number) => `There are ${most} already; delete one first`,
  noList: "In no watchlist",
  noTag: "Without a tag",
  templates: {
    breakout: {
      title: "Breakout",
      meaning: "Rings when the price leaves the range it has had since the pair was added.",
      up: "breakout up",
      down: "breakout down",
    },
    stopLoss: {
      title: "Stop-loss",
      meaning:
        "A stop below, a stop that trails the highest price, and a target to take the profit.",
      stop: "stop-loss",
      trailing: "trailing stop",
      profit: "take profit",
    },
    volatility: {
      title: "Volatility",
      meaning: "Rings each time the price moves fast, over minutes, hours or a day.",
    },
    swing: {
      title: "Swing",
      meaning: "Rings each time the price has come far enough from its high or its low to turn.",
      dip: "dip",
      rally: "rally",
    },
  },
});

/** What an import of a file does. */
export const importTexts = texts("imports", {
  gone: "The file cannot be read any more; choose it again",
  outcomes: {
    added: (count: number) => `${count} added`,
    changed: (count: number) => `${count} changed`,
    unchanged: (count: number) => `${count} unchanged`,
    refused: (count: number) => `${count} refused`,
  },
  empty: "The file holds no alarms",
  withLists: (alarms: string, count: number) =>
    `${alarms}; ${count === 1 ? "1 watchlist" : `${count} watchlists`} added or changed`,
  none: "none",
  value: (text: string) => `“${text}”`,
});
