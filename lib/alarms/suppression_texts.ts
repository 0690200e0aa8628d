import { texts } from "@/lib/language/texts.ts";

/** What keeps an alarm from ringing: sentences without their full stops. */
export const suppressionWords = texts("suppressions", {
  removed: "It was removed, so nothing watches it",
  expired: "It has expired: re-arm it to let it ring again",
  stopped: (why: string) => `Alarms do not ring: ${why}`,
  noPrice: "The pair has no price yet",
  noPriceSince: (why: string) => `The pair has no price yet: ${why}`,
  stale: (why: string) => `No live price: ${why}`,
  sourceUnreachable: (why: string) => `The source cannot be reached: ${why}`,
  paused: "It is paused until someone resumes it",
  snoozed: "It is snoozed",
  fireLimit: (most: number) => `It rang ${most} times in three minutes, and rests for a while`,
  alreadyTriggered: "It rings once, and has: re-arm it to let it ring again",
  coolingDown: "It rests after it rang",
  notCleared:
    "Its condition has been true ever since it rang: it must be false once before it rings again",
  warmingUp: (window: string) =>
    `It is warming up: its window of ${window} is longer than the history of prices`,
  firstJudgement: "It has not been checked yet: the next price is its first",
  stillMet: "Its condition is true already: it must be false once before it can ring",
});
