import { FIRST_LANGUAGE, spokenLanguage, texts } from "@/lib/language/texts.ts";
import {
  formatChange,
  formatExactPrice,
  formatPrice,
  formatSize,
  percentChange,
} from "@/lib/market/format_price.ts";
import type { Alarm, AlarmCondition } from "./alarm.ts";
import type { Fire } from "./fire.ts";
import type { PairPrices } from "./kinds/kind.ts";
import { viewOf, windowWords } from "./kinds/kinds.ts";
import { DEFAULT_PRIORITY, MAX_FIRES_IN_SPAN } from "./limits.ts";

/** An alarm's condition in words, of a pair as it is called there: "BTC/USDT crosses above 55,000". */
export function describeAlarm(alarm: AlarmCondition, pair: string): string {
  return `${pair} ${viewOf(alarm).describe(alarm)}`;
}

/** What of whom an alarm tells differs from the default, in words: `critical`, `tells 2 channels`. */
export function toldWords(
  { priority = DEFAULT_PRIORITY, policy, tell = "default" }: Pick<
    Alarm,
    "priority" | "policy" | "tell"
  >,
): string[] {
  return [
    ...(priority === DEFAULT_PRIORITY ? [] : [alarmTexts.priorities[priority]]),
    ...(tell === "default" ? [] : [tellWords(tell)]),
    ...(policy ? [alarmTexts.escalates] : []),
  ];
}

function tellWords(tell: NonNullable<Alarm["tell"]>): string {
  return typeof tell === "string" ? alarmTexts.tells[tell] : alarmTexts.tellsChannels(tell.length);
}

/** How far past its level a fire's price was, in words: `0.18 % past 55,000`; null where that is not known. */
export function pastLevel(fire: Fire): string | null {
  const { alarm, price, reference, direction, test } = fire;
  if (test) return null;
  const view = viewOf(alarm);
  const named = view.namedPrice(alarm);
  if (named !== null) return beyond(fire, named, formatExactPrice(named));
  if (reference === undefined) return null;
  const level = view.levelFrom(alarm, reference, direction);
  const change = formatChange(percentChange(price, reference));
  const moved = alarmTexts.movedFrom(change, formatPrice(reference));
  const past = beyond(fire, level, formatPrice(level));
  return past === null ? moved : `${moved}, ${past}`;
}

function beyond({ price, direction }: Fire, level: number, shown: string): string | null {
  const past = percentChange(price, level) * (direction === "up" ? 1 : -1);
  // Binary rounding of a level that was reached exactly.
  if (Math.abs(past) < 1e-9) return alarmTexts.exactlyAt(shown);
  return past < 0 ? null : alarmTexts.past(formatSize(past), shown);
}

/**
 * How far the current price is from setting an alarm off, for showing, not for deciding: the price that would, the
 * way there in percent of the current one (below 0 when it lies lower), and what the condition compares with; null
 * where that cannot be told yet. `windowStart` is the first price of its window, if it has one.
 */
export function distanceToTrigger(
  alarm: AlarmCondition,
  pair: PairPrices,
  windowStart: number | null = null,
) {
  const { currentPrice } = pair;
  const view = viewOf(alarm);
  const reference = view.reference(alarm, pair, windowStart);
  const price = view.trigger(alarm, reference, currentPrice);
  const known = price !== null && currentPrice !== null;
  return { price, percent: known ? percentChange(price, currentPrice) : null, reference };
}

/** Where a condition that is true at present turns false again. */
export interface Reset {
  /** The price that bounds it. */
  readonly price: number;
  /** The side of that price on which it is false; `off` where it is true at that very price only. */
  readonly side: "below" | "above" | "off";
}

/** Beside a price this is on its other side, and nearer than any step of prices. */
const BESIDE = 1e-9;

/**
 * What an alarm whose condition holds at the current price waits for, since it fires on edges only: null
 * while the condition is false, or that cannot be told. `windowStart` is the first price of its window.
 */
export function resetOf(
  alarm: AlarmCondition,
  pair: PairPrices,
  windowStart: number | null = null,
): Reset | null {
  const { currentPrice } = pair;
  const view = viewOf(alarm);
  const reference = view.reference(alarm, pair, windowStart);
  if (currentPrice === null || !view.isTrueAt(alarm, currentPrice, reference)) return null;
  const price = view.trigger(alarm, reference, currentPrice);
  if (price === null) return null;
  if (!view.isTrueAt(alarm, price * (1 - BESIDE), reference)) {
    const isFalseAbove = !view.isTrueAt(alarm, price * (1 + BESIDE), reference);
    return { price, side: isFalseAbove ? "off" : "below" };
  }
  return { price, side: "above" };
}

/** "Waiting to reset (below 66,000)". */
export function resetWords({ price, side }: Reset): string {
  return alarmTexts.waiting[side](formatPrice(price));
}

/** What waits for a reset, and why. */
export function waitingWords(reset: Reset | null, why: string): string {
  return reset === null ? why : `${resetWords(reset)}. ${why}`;
}

/** Why a pair has no price, where that is known. */
export function noPriceWords(stale: string | null): string {
  return stale === null ? suppressionWords.noPrice : suppressionWords.noPriceSince(stale);
}

/** What keeps an alarm from firing, in the language that is spoken: a server has said it in English. */
export function suppressionText(
  { reason, text }: { readonly reason: string; readonly text: string },
  alarm: Alarm,
  reset: Reset | null,
): string {
  if (spokenLanguage() === FIRST_LANGUAGE) return text;
  switch (reason) {
    case "removed":
    case "expired":
    case "paused":
    case "snoozed":
    case "alreadyTriggered":
    case "coolingDown":
    case "firstJudgement":
      return suppressionWords[reason];
    case "notCleared":
    case "stillMet":
      return waitingWords(reset, suppressionWords[reason]);
    case "warmingUp":
      return suppressionWords.warmingUp(windowWords(alarm));
    case "fireLimit":
      return suppressionWords.fireLimit(MAX_FIRES_IN_SPAN);
    case "noPrevious":
      return noPriceWords(whyIn(text));
    case "stale":
    case "sourceUnreachable":
    case "stopped":
      return suppressionWords[reason](whyIn(text) ?? "");
    default:
      return text;
  }
}

/** What a server says behind its own words. */
function whyIn(text: string): string | null {
  const place = text.indexOf(": ");
  return place < 0 ? null : text.slice(place + 2);
}

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
