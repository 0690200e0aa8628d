import {
  formatChange,
  formatExactPrice,
  formatPrice,
  formatSize,
  percentChange,
} from "@/lib/market/format_price.ts";
import type { Alarm, AlarmCondition } from "./alarm.ts";
import type { Fire } from "./fire.ts";
import { viewOf } from "./kinds/views.ts";
import { DEFAULT_PRIORITY } from "./limits.ts";

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
    ...(priority === DEFAULT_PRIORITY ? [] : [`${priority} priority`]),
    ...(tell === "default" ? [] : [tellWords(tell)]),
    ...(policy ? ["escalates"] : []),
  ];
}

function tellWords(tell: NonNullable<Alarm["tell"]>): string {
  if (typeof tell === "string") return `tells ${tell}`;
  return tell.length === 1 ? "tells 1 channel" : `tells ${tell.length} channels`;
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
  const moved = `${formatChange(percentChange(price, reference))} from ${formatPrice(reference)}`;
  const past = beyond(fire, level, formatPrice(level));
  return past === null ? moved : `${moved}, ${past}`;
}

function beyond({ price, direction }: Fire, level: number, shown: string): string | null {
  const past = percentChange(price, level) * (direction === "up" ? 1 : -1);
  // Binary rounding of a level that was reached exactly.
  if (Math.abs(past) < 1e-9) return `exactly at ${shown}`;
  return past < 0 ? null : `${formatSize(past)} past ${shown}`;
}
