import type { AlarmCondition } from "@/lib/alarms/kinds/schemas.ts";
import type { TimeframeCondition } from "@/lib/alarms/kinds/timeframe/schema.ts";
import { DEFAULT_COOLDOWN_SECONDS } from "@/lib/alarms/limits.ts";
import { decimalText } from "@/lib/market/decimal.ts";
import type { LineAlarm } from "./line.ts";

/** An alarm as a line that reads back as the same alarm; `pair` is how the line names the pair. */
export function formatAlarmLine(alarm: LineAlarm, pair: string): string {
  return [pair.toLowerCase(), conditionText(alarm), ...handling(alarm)].join(" ");
}

const SIGNS = { fromBelow: ">", fromAbove: "<", any: "any" } as const;
const MOVES = { up: "up ", down: "down ", any: "" } as const;
const UNITS = { minutes: "m", hours: "h", days: "d" } as const;

function conditionText(alarm: AlarmCondition): string {
  switch (alarm.type) {
    case "target":
      return `${SIGNS[alarm.direction]} ${numberText(alarm.targetPrice)}`;
    case "percentChange":
      return alarm.changeType === "downFromMax"
        ? `-${numberText(alarm.percentage)}% from max`
        : `+${numberText(alarm.percentage)}% from min`;
    case "timeframe":
      return `${MOVES[alarm.direction]}${numberText(alarm.percentage)}% ${against(alarm)}`;
  }
}

function against({ timeUnit, timeValue, startPrice }: TimeframeCondition): string {
  if (timeUnit !== "sinceStart") return `in ${numberText(timeValue ?? 0)}${UNITS[timeUnit]}`;
  return `since ${startPrice === null ? "start" : numberText(startPrice)}`;
}

/** `67.125` could be read as 67125, where that is nearer to the price or points group; another digit makes it clear. */
function numberText(value: number): string {
  const text = decimalText(value);
  return /^[1-9]\d{0,2}\.\d{3}$/.test(text) ? `${text}0` : text;
}

function handling({ mode, cooldownSeconds, expiresAt, sound, note }: LineAlarm): string[] {
  const isUsual = cooldownSeconds === DEFAULT_COOLDOWN_SECONDS;
  return [
    ...(mode === "repeat" ? ["repeat"] : isUsual ? [] : ["once"]),
    ...(isUsual ? [] : [`cooldown ${cooldownSeconds}s`]),
    ...(expiresAt === null ? [] : [`expires ${expiresAt}`]),
    ...(sound === undefined ? [] : [`sound ${sound}`]),
    ...(note === "" ? [] : [`note: ${noteText(note)}`]),
  ];
}

/** In quotes where the note would not come back as it is without them. */
function noteText(note: string): string {
  const isPlain = note === note.trim() && !note.startsWith('"');
  return isPlain ? note : `"${note.replace(/["\\]/g, "\\$&")}"`;
}

/** A round price somewhat above (`1`) or below (`-1`) another, as a person would type it: `70k`, `0.055`. */
export function roundPrice(price: number, side: 1 | -1): string {
  const step = stepOf(price);
  const steps = side === 1
    ? Math.floor(price * 1.01 / step) + 1
    : Math.ceil(price * 0.99 / step) - 1;
  const round = Number((Math.max(steps, 1) * step).toPrecision(6));
  return round >= 10_000 && round % 1000 === 0 ? `${round / 1000}k` : decimalText(round);
}

/** From a twentieth to a tenth of the price. */
function stepOf(price: number): number {
  const power = 10 ** Math.floor(Math.log10(price));
  const lead = price / power;
  if (lead < 2) return power / 10;
  return lead < 5 ? power / 5 : power / 2;
}
