import { dateLocale, type Zone } from "@/lib/text/times.ts";

/** The unit that begins at a mark of the time axis. */
export type MarkUnit = "year" | "month" | "day" | "minute" | "second";

const OPTIONS: Readonly<Record<MarkUnit, Intl.DateTimeFormatOptions>> = {
  year: { year: "numeric" },
  month: { month: "short" },
  day: { day: "numeric", month: "short" },
  minute: { hour: "2-digit", minute: "2-digit" },
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** Writes the marks of a time axis, such as `14:00` or `15 Jan`. */
export function markWriter(zone: Zone): (at: number, unit: MarkUnit) => string {
  const formats = new Map<MarkUnit, Intl.DateTimeFormat>();
  return (at, unit) => {
    const format = formats.get(unit) ??
      new Intl.DateTimeFormat(dateLocale(), inZone(OPTIONS[unit], zone));
    formats.set(unit, format);
    return format.format(at);
  };
}

/** `Europe/Berlin`. */
export function zoneName(zone: Zone): string {
  return new Intl.DateTimeFormat("en", inZone({}, zone)).resolvedOptions().timeZone;
}

function inZone(options: Intl.DateTimeFormatOptions, zone: Zone): Intl.DateTimeFormatOptions {
  return zone === undefined ? options : { ...options, timeZone: zone };
}
