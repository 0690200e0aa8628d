import { texts } from "@/lib/language/texts.ts";

/** The log, and what a fire tells. */
export const logWords = texts("log", {
  title: "Log",
  which: "Which part of the log",
  pair: "Pair",
  allPairs: "All pairs",
  day: "Day",
  show: "Show",
  showAll: "Show all",
  pages: "Pages of the log",
  newest: "Newest",
  older: "Older",
  export: "Export",
  nothingOlder: { title: "Nothing older", text: "This is the end of the log." },
  nothingFits: {
    title: "Nothing fits",
    text: "Choose another pair or day, or show the whole log.",
  },
  nothingRecorded: {
    title: "Nothing was recorded",
    text: "The log of changes knows nothing of this alarm yet.",
  },
  nothingRang: {
    title: "Nothing has rung yet",
    text:
      "When an alarm goes off, it is kept here: which pair, which condition, at which price, and when. " +
      "So is whatever people change.",
  },
  onThisScreen: "on this screen",
  ringing: "Ringing",
  acknowledged: "acknowledged",
  way: (length: string) => `Its way: ${length}`,
  removedChannel: "a channel that was removed",
});
