import type { Clock } from "@/lib/time/clock.ts";

/** Longest wait for somebody who asks, in milliseconds. */
const LONGEST_MS = 250;

type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

interface FirstAnswer {
  readonly fetch: Handler;
  /** Resolves in the turn after the first answer, or after a moment in which nobody asked. */
  readonly given: Promise<void>;
  /** The rest of the start is done. */
  open(): void;
}

/**
 * Whoever waits for the first page comes before the first check and all else that is to be done at start. Sockets and what
 * changes something wait for `open`: they are to know of a full disk.
 */
export function untilFirstAnswer(fetch: Handler, clock: Pick<Clock, "after">): FirstAnswer {
  const waiting = new AbortController();
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  let isOpen = false;
  return {
    given: clock.after(LONGEST_MS, waiting.signal),
    open() {
      isOpen = true;
      resolve();
    },
    async fetch(request, info) {
      if (!isOpen && !isLookOnly(request)) {
        waiting.abort();
        await opened;
      }
      try {
        return await fetch(request, info);
      } finally {
        if (!waiting.signal.aborted) setTimeout(() => waiting.abort());
      }
    },
  };
}

function isLookOnly({ method, headers }: Request): boolean {
  return (method === "GET" || method === "HEAD") && !headers.has("upgrade");
}
