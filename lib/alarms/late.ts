import type { Fire } from "./fire.ts";

/** What is found so long after it happened is late, in whichever way it was found; in milliseconds. */
const LATE_MS = 30_000;
/** Where nobody knows better. */
const TOLD_LATE = "its source told it only then";

/** When something was found (ms); and why so late, in words for a person, where that is known. */
export interface Found {
  readonly now: number;
  readonly lateWhy?: string | undefined;
}

/** A fire as it is found at a moment: late, and with the reason, where that is long after it happened. */
export function foundAt(fire: Fire, { now, lateWhy = TOLD_LATE }: Found): Fire {
  const detectedAt = new Date(now).toISOString();
  if (now - Date.parse(fire.timestamp) <= LATE_MS) return { ...fire, detectedAt };
  const isSameDay = fire.timestamp.slice(0, 10) === detectedAt.slice(0, 10);
  const told = isSameDay ? clockTime : dayAndTime;
  const moments = `happened ${told(fire.timestamp)}, found ${told(detectedAt)} UTC`;
  const message = `${fire.message}; ${moments}: ${lateWhy}`;
  return { ...fire, late: true, lateWhy, detectedAt, message };
}

function dayAndTime(timestamp: string): string {
  return timestamp.slice(0, 16).replace("T", " ");
}

function clockTime(timestamp: string): string {
  return timestamp.slice(11, 16);
}
