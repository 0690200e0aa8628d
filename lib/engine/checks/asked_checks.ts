import { Refusal } from "@/lib/commands/command.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

/** Between two checks that people ask for, whoever they are: a source counts each question. */
const LEAST_MS = 5 * SECOND_MS;
/** Who asks is answered after this long, with what is known by then. */
const ANSWER_MS = 5 * SECOND_MS;

/**
 * How people ask for a check between those of the schedule. It resolves when the sources have answered, or when that
 * takes too long, and rejects with a {@linkcode Refusal} when somebody asked just before.
 */
export function askedChecks(
  clock: Pick<Clock, "monotonic" | "after">,
  check: () => Promise<void>,
  signal: AbortSignal,
): () => Promise<void> {
  let last = -Infinity;
  return async () => {
    const left = last + LEAST_MS - clock.monotonic();
    if (left > 0) {
      const message = `The source was asked just now; ask again in ${
        Math.ceil(left / SECOND_MS)
      } s`;
      throw new Refusal("too_many_requests", message, "check");
    }
    last = clock.monotonic();
    await Promise.race([check(), clock.after(ANSWER_MS, signal)]);
  };
}
