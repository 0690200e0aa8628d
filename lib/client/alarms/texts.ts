import { texts } from "@/lib/language/texts.ts";

/** Alarms before they are set: what is wrong with them, what they mean, what they would have done. */
export const draftWords = texts("drafts", {
  noDate: "Give a date and a time, or leave both empty",
  noDateOrLeave: "Give a date and a time, or leave it",
  tags: (most: number, length: number) => `Write at most ${most} tags of ${length} characters`,
  noChannel: "Choose a channel, or have the default ones told",
  minutes: "a number of minutes, or 0",
  nothingChanged: "Nothing is changed yet",
  notWatched: (symbol: string) => `${symbol} is not watched; add the pair first`,
  emptyLine: "A line is empty; write an alarm or leave it out",
  ambiguous: (piece: string, symbols: readonly string[]) =>
    `“${piece}” may be ${symbols.join(" or ")}; write which`,
  ringsOnce: "rings once",
  repeats: (cooldown: string) => `repeats, cooldown ${cooldown}`,
  expires: (at: string) => `expires ${at}`,
  sound: (name: string) => `sound ${name}`,
  note: (note: string) => `note “${note}”`,
  fromHere: (change: string) => `${change} from here`,
  toFromHere: (change: string, price: string) => `${change} to ${price} from here`,
  isThere: "The same alarm is there already",
  isPast: (price: string) =>
    `The price is past it already, at ${price}: it rings when it happens again`,
  isSo: (price: string) => `That is so already, at ${price}: it rings when it happens again`,
  replayUnknown: "Prices are not known for long enough to say how often it would have rung",
  wouldNotHave: (span: string) => `Would not have rung in the last ${span}`,
  wouldHaveOnce: (span: string, when: string) =>
    `Would have rung once in the last ${span}, on ${when}`,
  wouldHave: (count: string, span: string, when: string) =>
    `Would have rung ${count} times in the last ${span}, last on ${when}`,
  cameTrue: (count: string, span: string, when: string) =>
    `Rings once; its condition came true ${count} times in the last ${span}, last on ${when}`,
  allDays: "30 days",
  allKnown: (span: string) => `${span} (all that is known)`,
});
