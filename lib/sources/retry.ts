/** How often a failed request is made again within one call. */
export const MAX_RETRIES = 3;

const FIRST_STEP_MS = 500;
const LONGEST_STEP_MS = 8_000;
const RETRIED = new Set([429, 500, 502, 503, 504]);

/** Whether a request answered with this status may succeed when made again. */
export function isRetried(status: number): boolean {
  return RETRIED.has(status);
}

/** Exponential backoff with full jitter, in milliseconds; `retry` counts from 0. */
export function backoffMs(retry: number, random: () => number): number {
  return Math.round(random() * Math.min(LONGEST_STEP_MS, FIRST_STEP_MS * 2 ** retry));
}

export interface RetryQuestion {
  /** How many retries were made already. */
  readonly retry: number;
  readonly maxRetries: number;
  readonly retryable: boolean;
  /** Not to be asked before this moment (ms since the epoch); null when the source did not say. */
  readonly retryAt: number | null;
  readonly now: number;
  /** The call must have ended by then (ms since the epoch). */
  readonly deadlineAt: number;
  readonly random: () => number;
}

/** How long to wait before asking again, in milliseconds; null when it is time to give up. */
export function waitBeforeRetry(question: RetryQuestion): number | null {
  const { retry, maxRetries, retryable, retryAt, now, deadlineAt, random } = question;
  if (!retryable || retry >= maxRetries) return null;
  const wait = Math.max(backoffMs(retry, random), (retryAt ?? now) - now);
  return now + wait < deadlineAt ? wait : null;
}
