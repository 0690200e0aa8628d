import { SECOND_MS } from "@/lib/time/durations.ts";
import { NoAnswer, type ServiceAnswer } from "./request.ts";
import type { Outcome } from "./retries.ts";

/** Statuses that say "not now", beside those of 500 and above. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

/** What a status means where the service says nothing else; `gone` lists those that mean that nobody is there. */
export function outcomeOfStatus(
  { status, headers }: Pick<ServiceAnswer, "status" | "headers">,
  { now, gone = [] }: { readonly now: number; readonly gone?: readonly number[] },
): Outcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  const why = statusWords(status);
  if (gone.includes(status)) return { kind: "gone", why };
  if (status < 500 && !NOT_NOW.has(status)) return { kind: "drop", why };
  const afterMs = retryAfterMs(headers["retry-after"], now);
  return { kind: "retry", why, ...(afterMs === undefined ? {} : { afterMs }) };
}

function statusWords(status: number): string {
  if (status < 300 || status >= 400) return `It answered with status ${status}`;
  return `It answered with a redirect (${status}); enter the address that it leads to`;
}

const LONGEST_SECONDS = 9;

/** `Retry-After` in seconds or as a date, in milliseconds from now; undefined when it says nothing. */
export function retryAfterMs(text: string | undefined, now: number): number | undefined {
  const trimmed = text?.trim() ?? "";
  if (/^\d{1,20}(?:\.\d{1,6})?$/.test(trimmed)) {
    return trimmed.length > LONGEST_SECONDS ? Infinity : Number(trimmed) * SECOND_MS;
  }
  const at = Date.parse(trimmed);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** What it means that no answer came. */
export function outcomeOfFailure(error: unknown): Outcome {
  if (!(error instanceof NoAnswer)) {
    return { kind: "retry", why: "The program failed to send it", mayHaveArrived: true };
  }
  if (error.isFinal) return { kind: "drop", why: error.message };
  return { kind: "retry", why: error.message, mayHaveArrived: error.isSent };
}
