import { STORE_FILE } from "./store_file_name.ts";

const STEM = STORE_FILE.replace(/\.json$/, "");

/** The newest versions, oldest first. */
export function versions(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith(`${STEM}.at-`)).sort();
}

/** One version a day, oldest first. */
export function days(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith(`${STEM}.day-`)).sort();
}

/** Versions that a person asked for, oldest first; the program deletes none of them. */
export function byHand(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith(`${STEM}.manual-`)).sort();
}

/** Name for a version of a moment, in milliseconds. */
export function versionName(at: number): string {
  return `${STEM}.at-${stamp(at)}.json`;
}

export function dayName(at: number): string {
  return `${STEM}.day-${new Date(at).toISOString().slice(0, 10)}.json`;
}

export function byHandName(at: number): string {
  return `${STEM}.manual-${stamp(at)}.json`;
}

/** All backups among these names, the newest first as far as names tell. */
export function newestFirst(names: readonly string[]): string[] {
  const older = [...days(names), ...byHand(names)].sort((a, b) => (dateIn(a) < dateIn(b) ? 1 : -1));
  return [...versions(names).reverse(), ...older];
}

/** Moment in the name of a version, in milliseconds; 0 where there is none. */
export function timeOfVersion(name: string): number {
  const [, date, hours, minutes, seconds] =
    /\.at-(.{1,40})T(\d\d)-(\d\d)-(\d\d\.\d+Z)\.json$/.exec(name) ?? [];
  const time = Date.parse(`${date}T${hours}:${minutes}:${seconds}`);
  return Number.isNaN(time) ? 0 : time;
}

/** A moment as part of a file's name: Windows allows no colons in names. */
export function stamp(at: number): string {
  return new Date(at).toISOString().replaceAll(":", "-");
}

function dateIn(name: string): string {
  return name.replace(/^.*?\.(day|manual)-/, "");
}
