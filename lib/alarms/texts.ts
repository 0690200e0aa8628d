import { texts } from "@/lib/language/texts.ts";

/** What is said of alarms of all kinds. */
export const alarmTexts = texts("alarmWords", {
  priorities: {
    low: "low priority",
    normal: "normal priority",
    high: "high priority",
    critical: "critical priority",
  },
  tells: {
    default: "tells default",
    me: "tells me",
    everybody: "tells everybody",
  },
  tellsChannels: (count: number) => count === 1 ? "tells 1 channel" : `tells ${count} channels`,
  escalates: "escalates",
  movedFrom: (change: string, reference: string) => `${change} from ${reference}`,
  exactlyAt: (level: string) => `exactly at ${level}`,
  past: (size: string, level: string) => `${size} past ${level}`,
  waiting: {
    below: (price: string) => `Waiting to reset (below ${price})`,
    above: (price: string) => `Waiting to reset (above ${price})`,
    off: (price: string) => `Waiting to reset (off ${price})`,
  },
});

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

/** What several kinds say. */
export const kindWords = texts("kinds", {
  percentFigure: "percentage",
  below100: "must be below 100, because a price cannot fall by all of itself",
});
