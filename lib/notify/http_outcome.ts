import { retryAfterMs } from "@/lib/time/backoff.ts";
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
  return { kind: "retry", why, ...(afterMs === null ? {} : { afterMs }) };
}

function statusWords(status: number): string {
  if (status < 300 || status >= 400) return `It answered with status ${status}`;
  return `It answered with a redirect (${status}); enter the address that it leads to`;
}

/** What it means that no answer came. */
export function outcomeOfFailure(error: unknown): Outcome {
  if (!(error instanceof NoAnswer)) {
    return { kind: "retry", why: "The program failed to send it", mayHaveArrived: true };
  }
  if (error.isFinal) return { kind: "drop", why: error.message };
  return { kind: "retry", why: error.message, mayHaveArrived: error.isSent };
}
