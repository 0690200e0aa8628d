const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before trying again, in milliseconds: full jitter, so that a thousand pages do
 * not come back to a restarted server at one moment.
 * @param failures how many attempts failed before
 * @param random 0 to 1
 */
export function reconnectDelay(failures: number, random: number): number {
  return random * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
}
