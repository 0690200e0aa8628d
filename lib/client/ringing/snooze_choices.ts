import type { Zone } from "@/lib/text/times.ts";
import { momentOfWallTime, wallTimeAt } from "@/lib/text/wall_time.ts";
import { fireWords } from "@/lib/client/texts.ts";
import { dateLocale } from "@/lib/text/language.ts";

/** A length of quiet that is offered while an alarm rings. */
export interface SnoozeChoice {
  readonly text: string;
  /** Said in full to screen readers. */
  readonly label: string;
  /** What the server is asked for. */
  readonly input: { readonly minutes: number } | { readonly until: string };
}

const MORNING_HOUR = 9;
/** Whoever is woken before this hour means the morning that is about to come. */
const NIGHT_ENDS_HOUR = 6;

/** For how long an alarm that rings at `now` (ms) may be kept quiet, seen from this zone. */
export function snoozeChoices(now: number, zone: Zone): readonly SnoozeChoice[] {
  const until = nextMorning(now, zone);
  const morning = `${weekdayText(until, zone)} ${MORNING_HOUR}:00`;
  return [
    { text: "15 min", label: "15 min", input: { minutes: 15 } },
    { text: "1 h", label: "1 h", input: { minutes: 60 } },
    {
      text: morning,
      label: fireWords.untilMorning(morning),
      input: { until: new Date(until).toISOString() },
    },
  ];
}

/** Nine o'clock in this zone, of the next day or after a night of this one, in milliseconds. */
export function nextMorning(now: number, zone: Zone): number {
  const today = wallTimeAt(now, zone);
  const day = today.hour < NIGHT_ENDS_HOUR ? today.day : today.day + 1;
  return momentOfWallTime({ ...today, day, hour: MORNING_HOUR, minute: 0 }, zone);
}

function weekdayText(at: number, zone: Zone): string {
  const timeZone = zone === undefined ? {} : { timeZone: zone };
  return new Intl.DateTimeFormat(dateLocale(), { weekday: "short", ...timeZone }).format(at);
}
