import { describeAlarm, distanceToTrigger, toldWords } from "@/lib/alarms/words.ts";
import type { LinePair } from "@/lib/alarms/kinds/line.ts";
import type { AlarmCondition } from "@/lib/alarms/alarm.ts";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";
import type { LineAlarm } from "@/lib/client/line/format_line.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { formatChange, formatPrice } from "@/lib/market/format_price.ts";
import { durationWords, momentText, type Zone } from "@/lib/text/times.ts";
import { draftWords as words } from "./texts.ts";

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
      mode === "once" ? words.ringsOnce : words.repeats(durationWords(cooldownSeconds * 1000)),
      ...(expiresAt === null ? [] : [words.expires(momentText(expiresAt, zone))]),
      ...(sound === undefined ? [] : [words.sound(sound)]),
      ...toldWords(alarm),
      ...(note === "" ? [] : [words.note(note)]),
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
  return namesPrice(alarm) ? words.fromHere(change) : words.toFromHere(change, formatPrice(price));
}

function warningsAbout(alarm: AlarmCondition, pair: LinePair): readonly string[] {
  return [
    ...(isThere(alarm, pair) ? [words.isThere] : []),
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
  return [namesPrice(alarm) ? words.isPast(price) : words.isSo(price)];
}

/** Whether the condition says by itself at which price it rings. */
function namesPrice(alarm: AlarmCondition): boolean {
  return viewOf(alarm).namedPrice(alarm) !== null;
}
