/** Spans of time in milliseconds; a day is one of UTC. */
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds: up to half a second at first, twice as
 * long after each failure, thirty seconds at most where nothing else is said. Full jitter: a
 * thousand clients that were cut off at one moment do not come back at one moment.
 * @param failures how many attempts failed before this one
 * @param random 0 to 1
 * @param longestMs the longest wait, in milliseconds
 */
export function backoffMs(failures: number, random: number, longestMs = LONGEST_MS): number {
  return random * Math.min(longestMs, FIRST_MS * 2 ** failures);
}

const SECONDS = /^\d+$/;
const HTTP_DATE = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/;

/**
 * What a `Retry-After` header asks for, in seconds or as an HTTP date, in milliseconds from `now` (ms since the
 * epoch), however long; null when it says nothing.
 */
export function retryAfterMs(header: string | null | undefined, now: number): number | null {
  const text = header?.trim() ?? "";
  if (SECONDS.test(text)) return Number(text) * SECOND_MS;
  const at = HTTP_DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
