import type { Zone } from "./time_text.ts";

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

/** The moment (milliseconds) at which the wall shows this; days past the end of a month run on into the next. */
export function momentOfWallTime(wall: WallTime, zone: Zone): number {
  const { year, month, day, hour, minute } = wall;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  const near = asUtc - offsetMs(asUtc, zone);
  // Twice, because the offset may change between the two on the days when clocks are set.
  return asUtc - offsetMs(near, zone);
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
