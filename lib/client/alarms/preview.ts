import type { AlarmCondition } from "@/lib/alarms/alarm.ts";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";
import type { LinePair } from "@/lib/alarms/kinds/line.ts";
import { describeAlarm, distanceToTrigger, toldWords } from "@/lib/alarms/words.ts";
import type { LineAlarm } from "@/lib/client/line/format_line.ts";
import { texts } from "@/lib/language/texts.ts";
import { formatChange, formatPrice } from "@/lib/market/format_price.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { durationWords, momentText, type Zone } from "@/lib/text/times.ts";

/** Alarms before they are set: what is wrong with them, what they mean. */
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
});

/** What a condition means for its pair: in words, how far it is, and what a person should know before setting it. */
export function conditionPreview(condition: AlarmCondition, pair: LinePair) {
  return {
    condition: describeAlarm(condition, titleOfPair(pair)),
    distance: distanceWords(condition, pair),
    warnings: warningsAbout(condition, pair),
  };
}

/** The same of a whole alarm; its details are how far it is, how often it rings, how long it lives. */
export function alarmPreview(alarm: LineAlarm, pair: LinePair, zone: Zone) {
  const { mode, cooldownSeconds, expiresAt, sound, note } = alarm;
  const { condition, distance, warnings } = conditionPreview(alarm, pair);
  return {
    condition,
    warnings,
    details: [
      ...(distance === null ? [] : [distance]),
      mode === "once"
        ? draftWords.ringsOnce
        : draftWords.repeats(durationWords(cooldownSeconds * 1000)),
      ...(expiresAt === null ? [] : [draftWords.expires(momentText(expiresAt, zone))]),
      ...(sound === undefined ? [] : [draftWords.sound(sound)]),
      ...toldWords(alarm),
      ...(note === "" ? [] : [draftWords.note(note)]),
    ],
  };
}

/** Conditions that read the same ring at the same prices. */
function isThere(alarm: AlarmCondition, { symbol, alarms = [] }: LinePair): boolean {
  const said = describeAlarm(alarm, symbol);
  return alarms.some((each) => describeAlarm(each, symbol) === said);
}

function distanceWords(alarm: AlarmCondition, pair: LinePair): string | null {
  const { price, percent } = distanceToTrigger(alarm, pair);
  if (price === null || percent === null) return null;
  const change = formatChange(percent);
  return namesPrice(alarm)
    ? draftWords.fromHere(change)
    : draftWords.toFromHere(change, formatPrice(price));
}

function warningsAbout(alarm: AlarmCondition, pair: LinePair): readonly string[] {
  return [
    ...(isThere(alarm, pair) ? [draftWords.isThere] : []),
    ...isSoAlready(alarm, pair),
  ];
}

/** The page knows too little of the past to warn of a window; the server's answer does. */
function isSoAlready(alarm: AlarmCondition, pair: LinePair): readonly string[] {
  const { currentPrice } = pair;
  if (currentPrice === null) return [];
  const reference = viewOf(alarm).reference(alarm, pair, null);
  if (!viewOf(alarm).isTrueAt(alarm, currentPrice, reference)) return [];
  const price = formatPrice(currentPrice);
  return [namesPrice(alarm) ? draftWords.isPast(price) : draftWords.isSo(price)];
}

/** Whether the condition says by itself at which price it rings. */
function namesPrice(alarm: AlarmCondition): boolean {
  return viewOf(alarm).namedPrice(alarm) !== null;
}
