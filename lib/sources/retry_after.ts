/** The longest wait a source is believed, in milliseconds: Binance's longest ban is three days. */
export const LONGEST_WAIT_MS = 3 * 24 * 60 * 60 * 1000;

/** The moment (ms since the epoch) that a `Retry-After` header names, in seconds or as an HTTP date; null when it names none. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? "";
  const at = /^\d+$/.test(text) ? now + Number(text) * 1000 : parseHttpDate(text);
  if (at === null) return null;
  return Math.min(Math.max(at, now), now + LONGEST_WAIT_MS);
}

const HTTP_DATE = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/;

function parseHttpDate(text: string): number | null {
  if (!HTTP_DATE.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
