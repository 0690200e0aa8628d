import type { Clock } from "@/lib/time/clock.ts";

/** Longest wait for somebody who asks, in milliseconds. */
const LONGEST_MS = 250;

type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

/**
 * Whoever waits for the first page comes before the first check and all else that is to be done at start:
 * `given` resolves in the turn after the first answer, or after a moment in which nobody asked.
 */
export function untilFirstAnswer(
  fetch: Handler,
  clock: Pick<Clock, "after">,
): { fetch: Handler; given: Promise<void> } {
  const waiting = new AbortController();
  return {
    given: clock.after(LONGEST_MS, waiting.signal),
    async fetch(request, info) {
      try {
        return await fetch(request, info);
      } finally {
        if (!waiting.signal.aborted) setTimeout(() => waiting.abort());
      }
    },
  };
}
