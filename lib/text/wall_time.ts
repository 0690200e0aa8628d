import { DAY_MS } from "@/lib/time/durations.ts";
import { dateLocale, textWords, type Zone } from "./times.ts";

/** A moment as a calendar and a clock on the wall show it; months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** What the wall shows, as the moment (milliseconds) at which a wall in UTC shows the same: its days are whole days. */
export function wallMs(at: number, zone: Zone): number {
  return at + offsetMs(at, zone);
}

/** What the wall shows at a moment (milliseconds) in a zone. */
export function wallTimeAt(at: number, zone: Zone): WallTime {
  const shown = new Date(wallMs(at, zone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
  };
}

/** A moment that a person named by what the wall shows. */
export interface NamedMoment {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** In words, where the wall does not show that time on that day, or shows it twice; else null. */
  readonly note: string | null;
}

/**
 * The moment at which the wall shows this; days past the end of a month run on into the next. One rule for all zones: a
 * time that is skipped when clocks go forward is as much later as they do; of two, when they go back, the first that
 * comes after `now` (ms) is meant, the first one where none does or nobody says.
 */
export function namedMoment(wall: WallTime, zone: Zone, now = -Infinity): NamedMoment {
  const { year, month, day, hour, minute } = wall;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  // No zone sets its clocks twice within two days.
  const [before, after] = [
    asUtc - offsetMs(asUtc - DAY_MS, zone),
    asUtc - offsetMs(asUtc + DAY_MS, zone),
  ];
  const shown = [...new Set([before, after])].filter((at) => wallMs(at, zone) === asUtc)
    .sort((a, b) => a - b);
  const [first = before, second] = shown;
  if (shown.length === 0) return { at: first, note: skippedWords(asUtc, first, zone) };
  if (second === undefined) return { at: first, note: null };
  const isFirst = first > now || second <= now;
  const note = textWords.comesTwice(wallWords(asUtc), isFirst);
  return { at: isFirst ? first : second, note };
}

/** The moment (milliseconds) at which the wall shows this, by the rule of `namedMoment`. */
export function momentOfWallTime(wall: WallTime, zone: Zone): number {
  return namedMoment(wall, zone).at;
}

function skippedWords(asUtc: number, at: number, zone: Zone): string {
  const meant = wallWords(wallMs(at, zone));
  return textWords.isSkipped(wallWords(asUtc), meant);
}

/** What a wall in UTC shows: `4 Nov 2018 00:30`. */
function wallWords(asUtc: number): string {
  const [day = "", time = ""] = new Date(asUtc).toISOString().split("T");
  const date = new Intl.DateTimeFormat(dateLocale(), {
    ...{ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" },
  }).format(Date.parse(day));
  return `${date} ${time.slice(0, 5)}`;
}

/** By how much the zone's wall is ahead of UTC at a moment, in milliseconds. */
function offsetMs(at: number, zone: Zone): number {
  if (zone === "UTC") return 0;
  if (zone === undefined) return -new Date(at).getTimezoneOffset() * 60_000;
  const parts = formatterOf(zone).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter is slow. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let known = formatters.get(timeZone);
  if (known === undefined) {
    const numeric = "numeric";
    known = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", year: numeric, month: numeric, day: numeric },
      ...{ hour: numeric, minute: numeric, second: numeric },
    });
    formatters.set(timeZone, known);
  }
  return known;
}

/** Whether the time zone of this IANA name is known. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
