import { define } from "./define.ts";
import { Gate, GateFullError, Turnstile } from "@/lib/turns.ts";
import { problem } from "./problem.ts";

/** Answers that are made or on their way at once; others wait for one to be sent, or for a moment. */
const AT_ONCE = 32;
const MOST_WAITING = 2000;
/** Whoever has not read an answer by then gives its place to the next, in milliseconds. */
const LONGEST_MS = 500;

const gate = new Gate(AT_ONCE, MOST_WAITING);
const turnstile = new Turnstile();

/**
 * Pages and answers begin one a turn, and a few at once, however many are asked for: all of a thousand
 * at once would keep checks waiting, and fill the memory where nobody reads them. The health check waits
 * for none, and sockets have bounds of their own.
 */
export const paced = define.middleware(async (ctx) => {
  const { url: { pathname }, req: { signal }, info } = ctx;
  if (pathname === "/healthz") return await ctx.next();
  if (pathname !== "/ws" && !await entered(info.completed)) {
    const detail = "Too many requests wait already; ask again in a while";
    return problem(503, { detail, code: "too_many_requests" }, { "retry-after": "5" });
  }
  await turnstile.pass();
  // Nobody waits for it any more.
  if (signal.aborted) return new Response(null, { status: 503 });
  return await ctx.next();
});

/** Waits for a place, and keeps it for as long as it takes to answer; false when too many wait already. */
async function entered(completed: Promise<void>): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  gate.run(async () => {
    resolve(true);
    await atMost(LONGEST_MS, completed);
  }).catch((error: unknown) => error instanceof GateFullError ? resolve(false) : reject(error));
  return await promise;
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, work.catch(() => {})]);
  clearTimeout(timer);
}
