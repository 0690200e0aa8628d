/** Which part of the log is wanted; null where all of it is. */
export interface LogFilter {
  readonly pair: string | null;
  /** `2026-01-15` in `zone`. */
  readonly day: string | null;
  /** IANA name of the zone in which `day` begins and ends. */
  readonly zone: string;
  readonly alarm: string | null;
}

/** What a line of the log is about. */
export interface LogSubject {
  readonly pair: string;
  readonly timestamp: string;
  readonly alarmIds: readonly string[];
}

export const WHOLE_LOG: LogFilter = { pair: null, day: null, zone: "UTC", alarm: null };

export function isWanted(
  { pair, timestamp, alarmIds }: LogSubject,
  wanted: LogFilter,
): boolean {
  return (wanted.pair === null || wanted.pair === pair) &&
    (wanted.alarm === null || alarmIds.includes(wanted.alarm)) &&
    (wanted.day === null || wanted.day === dayIn(timestamp, wanted.zone));
}

/** The query of a filter, as `/log` and `/api/audit` read it. */
export function filterQuery(
  { pair, day, zone, alarm }: LogFilter,
  more: Readonly<Record<string, string | number>> = {},
): string {
  const query = new URLSearchParams();
  if (pair !== null) query.set("pair", pair);
  if (day !== null) query.set("day", day);
  if (day !== null && zone !== "UTC") query.set("zone", zone);
  if (alarm !== null) query.set("alarm", alarm);
  for (const [name, value] of Object.entries(more)) query.set(name, String(value));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** The day of a moment in a zone: `2026-01-15`. */
export function dayIn(iso: string, zone: string): string {
  return formatter(zone).format(Date.parse(iso));
}

let known: { readonly zone: string; readonly format: Intl.DateTimeFormat } | null = null;

/** Making a formatter is slow, and a search asks for the same zone thousands of times. */
function formatter(zone: string): Intl.DateTimeFormat {
  if (known?.zone === zone) return known.format;
  const options = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone } as const;
  // This locale writes days as ISO 8601 does.
  known = { zone, format: new Intl.DateTimeFormat("en-CA", options) };
  return known.format;
}
