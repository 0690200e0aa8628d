import { FIRST_LANGUAGE, spokenLanguage, texts } from "@/lib/language/texts.ts";

/** The IANA name of the zone in which moments are written; undefined for the viewer's own. */
export type Zone = string | undefined;

/** `14:02:11 CET`, or with the date in front when it is another day than `now`. */
export function clockText(iso: string, now: number, zone: Zone): string {
  const at = Date.parse(iso);
  const isToday = dayText(at, zone) === dayText(now, zone);
  return isToday ? timeText(at, zone) : `${dayText(at, zone)} ${timeText(at, zone)}`;
}

/** `15 Jan 2024 14:02:11 CET`. */
export function momentText(iso: string, zone: Zone): string {
  const at = Date.parse(iso);
  return `${dayText(at, zone)} ${timeText(at, zone)}`;
}

/** `15 Jan, 14:02 CET`: for moments of the last weeks. */
export function shortMomentText(iso: string, zone: Zone): string {
  return text("minute", Date.parse(iso), zone);
}

/** `3 s`, `2 min`, `5 h`, `4 d`: how long ago, short enough for a table. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return textWords.ageDays(Math.floor(seconds / 86_400));
}

function dayText(at: number, zone: Zone): string {
  return text("day", at, zone);
}

function timeText(at: number, zone: Zone): string {
  return text("time", at, zone);
}

function text(kind: keyof typeof OPTIONS, at: number, zone: Zone): string {
  const isUsual = zone === "UTC" && at >= 0 && at < YEAR_10000 && spokenLanguage() === "en";
  return isUsual ? inUtc(kind, at) : formatter(kind, zone).format(at);
}

const YEAR_10000 = Date.UTC(10_000, 0);

const MONTHS = [
  ...["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"] as const,
];

/**
 * What the formatters say in UTC and English, as the server writes most pages: the first one that a process makes takes as
 * long as a whole page.
 */
function inUtc(kind: keyof typeof OPTIONS, at: number): string {
  const moment = new Date(at);
  const two = (count: number) => String(count).padStart(2, "0");
  const day = `${moment.getUTCDate()} ${MONTHS[moment.getUTCMonth()]}`;
  const minute = `${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())}`;
  if (kind === "day") return `${day} ${moment.getUTCFullYear()}`;
  return kind === "minute"
    ? `${day}, ${minute} UTC`
    : `${minute}:${two(moment.getUTCSeconds())} UTC`;
}

const OPTIONS = {
  day: { day: "numeric", month: "short", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
  minute: {
    ...{ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    timeZoneName: "short",
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter is slow, and a page shows hundreds of times every second. */
function formatter(kind: keyof typeof OPTIONS, zone: Zone): Intl.DateTimeFormat {
  const locale = dateLocale();
  const key = `${kind} ${zone} ${locale}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const options = { ...OPTIONS[kind], ...(zone === undefined ? {} : { timeZone: zone }) };
  const made = new Intl.DateTimeFormat(locale, options);
  formatters.set(key, made);
  return made;
}

/** The locale that dates are written by. */
export function dateLocale(): string {
  const language = spokenLanguage();
  return language === FIRST_LANGUAGE ? "en-GB" : language;
}

const UNITS = [["day", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1_000]] as const;

/** A span of time (ms) in the largest unit that it fills, to one decimal: "24 h", "1.5 min". */
export function durationWords(ms: number): string {
  // A day is told in hours: that is how people compare clocks.
  const [unit, length] = UNITS.find(([, unitMs]) => ms >= unitMs * 2) ?? ["s", 1_000] as const;
  const count = Math.round(ms / length * 10) / 10;
  return unit === "day" ? textWords.days(count) : `${count} ${unit}`;
}

/** Times, sizes and sources in words. */
export const textWords = texts("text", {
  /** How long ago, in days; smaller units are the same in all languages. */
  ageDays: (count: number) => `${count} d`,
  days: (count: number) => `${count} days`,
  budget: (percent: number, limit: string, per: "second" | "minute" | "month") =>
    `${percent} % of ${limit}/${{ second: "s", minute: "min", month: "month" }[per]}`,
  coin: (name: string, quote: string, source: string) => `${name} in ${quote}, from ${source}`,
  slowed: (every: string) => `asked every ${every}: the plan's calls would run out`,
  comesTwice: (time: string, isFirst: boolean) =>
    `${time} comes twice, as clocks go back then: the ${
      isFirst ? "first" : "second"
    } time is meant`,
  isSkipped: (time: string, meant: string) =>
    `${time} does not exist, as clocks go forward then: ${meant} is meant`,
});
