import type { z } from "zod";
import { retryAfterMs } from "@/lib/time/backoff.ts";
import { NoAnswer, type ServiceAnswer } from "./request.ts";
import type { Outcome } from "./retries.ts";

/** Statuses that say "not now", beside those of 500 and above. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

interface Meaning {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Statuses that mean that nobody is there. */
  readonly gone?: readonly number[];
}

/** What a status means where the service says nothing else. */
export function outcomeOfStatus(
  { status, headers }: Pick<ServiceAnswer, "status" | "headers">,
  { now, gone = [] }: Meaning,
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

interface ServiceAnswerRead<Body> {
  readonly outcome: Outcome;
  /** What it said; null where that was something else. */
  readonly body: Body | null;
}

/**
 * As `outcomeOfStatus`, for services that say what they took in JSON: a 2xx with anything else is
 * not theirs, or was cut off, and nobody knows whether the message arrived.
 */
export function outcomeOfJson<Body>(
  answer: ServiceAnswer,
  { schema, refusal, ...meaning }: {
    readonly schema: z.ZodType<Body>;
    /** How the service itself says that nobody is there; left out where it always says it in `schema`. */
    readonly refusal?: z.ZodType;
  } & Meaning,
): ServiceAnswerRead<Body> {
  const said = outcomeOfStatus(answer, meaning);
  const isTheirs = refusal === undefined || readJson(answer.text, refusal) !== null;
  const outcome = ofService(said, isTheirs);
  const body = readJson(answer.text, schema);
  return { outcome: outcome.kind === "sent" && body === null ? UNREADABLE : outcome, body };
}

/** A proxy's page in place of the service, as while that is updated, switches no channel off. */
export function ofService(outcome: Outcome, isTheirs: boolean): Outcome {
  if (outcome.kind !== "gone" || isTheirs) return outcome;
  return { kind: "retry", why: `${outcome.why}, but not in the service's own words` };
}

/** What a service said in JSON; null where it said something else. */
export function readJson<Body>(text: string, schema: z.ZodType<Body>): Body | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Something before the service answers in its place, or its answer was cut off. */
export const UNREADABLE: Outcome = {
  kind: "retry",
  why: "Something else than the service answered",
  mayHaveArrived: true,
};

/** What it means that no answer came. */
export function outcomeOfFailure(error: unknown): Outcome {
  if (!(error instanceof NoAnswer)) {
    return { kind: "retry", why: "The program failed to send it", mayHaveArrived: true };
  }
  if (error.isFinal) return { kind: "drop", why: error.message };
  return { kind: "retry", why: error.message, mayHaveArrived: error.isSent };
}
