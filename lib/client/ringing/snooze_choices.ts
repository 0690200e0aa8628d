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

/** For how long an alarm that rings at `now` (ms) may be kept quiet, seen from this zone. */
export function snoozeChoices(now: number, zone: Zone): readonly SnoozeChoice[] {
  const until = tomorrowMorning(now, zone);
  const morning = `${weekdayText(until, zone)} ${MORNING_HOUR}:00`;
  return [
    { text: "15 min", label: "15 min", input: { minutes: 15 } },
    { text: "1 h", label: "1 h", input: { minutes: 60 } },
    {
      text: morning,
      label: fireWords.untilTomorrow(morning),
      input: { until: new Date(until).toISOString() },
    },
  ];
}

/** Nine o'clock on the next day of the calendar in this zone, in milliseconds. */
export function tomorrowMorning(now: number, zone: Zone): number {
  const today = wallTimeAt(now, zone);
  return momentOfWallTime({ ...today, day: today.day + 1, hour: MORNING_HOUR, minute: 0 }, zone);
}

function weekdayText(at: number, zone: Zone): string {
  const timeZone = zone === undefined ? {} : { timeZone: zone };
  return new Intl.DateTimeFormat(dateLocale(), { weekday: "short", ...timeZone }).format(at);
}
