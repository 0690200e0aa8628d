import type { AlarmCondition } from "@/lib/alarms/alarm_condition.ts";
import { alreadyTrue } from "@/lib/alarms/already_true.ts";
import { describeAlarm } from "@/lib/alarms/describe.ts";
import { distanceToTrigger } from "@/lib/alarms/distance.ts";
import { formatChange, formatPrice } from "@/lib/market/format_price.ts";
import type { LineAlarm } from "./alarm_line/line_alarm.ts";
import type { LinePair } from "./alarm_line/line_pair.ts";
import { durationWords } from "./duration_words.ts";
import { momentText, type Zone } from "./time_text.ts";

/** An alarm that is not set yet, in words. */
export interface AlarmPreview {
  readonly condition: string;
  /** How far it is, how often it rings, how long it lives. */
  readonly details: readonly string[];
  /** What a person should know before setting it. */
  readonly warnings: readonly string[];
}

/** What a condition means for its pair, in words. */
export interface ConditionPreview {
  readonly condition: string;
  /** How far it is; null where that cannot be told. */
  readonly distance: string | null;
  /** What a person should know before setting it; null when nothing. */
  readonly warning: string | null;
}

/** What would be waited for, said before it is. */
export function conditionPreview(condition: AlarmCondition, pair: LinePair): ConditionPreview {
  return {
    condition: describeAlarm(condition, pair.symbol),
    distance: distanceWords(condition, pair),
    warning: warningAbout(condition, pair),
  };
}

/** What would be set, said before it is. */
export function alarmPreview(alarm: LineAlarm, pair: LinePair, zone: Zone): AlarmPreview {
  const { mode, cooldownSeconds, expiresAt, sound, note } = alarm;
  const { condition, distance, warning } = conditionPreview(alarm, pair);
  return {
    condition,
    warnings: [
      ...(isThere(alarm, pair) ? ["The same alarm is there already"] : []),
      ...(warning === null ? [] : [warning]),
    ],
    details: [
      ...(distance === null ? [] : [distance]),
      mode === "once"
        ? "rings once"
        : `rings every time, rests ${durationWords(cooldownSeconds * 1000)}`,
      ...(expiresAt === null ? [] : [`expires ${momentText(expiresAt, zone)}`]),
      ...(sound === undefined ? [] : [`sound ${sound}`]),
      ...(note === "" ? [] : [`note “${note}”`]),
    ],
  };
}

/** Conditions that read the same ring at the same prices. */
function isThere(alarm: AlarmCondition, { symbol, alarms = [] }: LinePair): boolean {
  const words = describeAlarm(alarm, symbol);
  return alarms.some((each) => describeAlarm(each, symbol) === words);
}

function distanceWords(alarm: AlarmCondition, pair: LinePair): string | null {
  const { price, percent } = distanceToTrigger(alarm, pair);
  if (price === null || percent === null) return null;
  const target = alarm.type === "target" ? "" : ` to ${formatPrice(price)}`;
  return `${formatChange(percent)}${target} from here`;
}

/** The page knows too little of the past to tell it of a window; the server's answer does. */
const NO_HISTORY = { oldestAt: null, firstAtOrAfter: () => null };

function warningAbout(alarm: AlarmCondition, pair: LinePair): string | null {
  const { currentPrice } = pair;
  if (currentPrice === null) return null;
  if (!alreadyTrue(alarm, { ...pair, history: NO_HISTORY, now: 0 })) return null;
  const past = alarm.type === "target" ? "The price is past it" : "That is so";
  return `${past} already, at ${formatPrice(currentPrice)}: it rings when it happens again`;
}
