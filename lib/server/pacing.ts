import { Gate, GateFullError, Turnstile } from "@/lib/time/turns.ts";
import { problem } from "./api.ts";
import { bytesInPieces } from "./bodies.ts";
import { define } from "./define.ts";
import { isApi } from "./guards.ts";
import { type Place, Unread } from "./unread.ts";

/** Answers that are made or on their way at once; others wait for one to be sent, or for a moment. */
const AT_ONCE = 32;
const MOST_WAITING = 2000;
/** Whoever has not read an answer by then gives its place to the next, in milliseconds. */
const LONGEST_MS = 500;
/** What a page is expected to have before it is made, in bytes. */
const PAGE_BYTES = 512 * 1024;
/** What another answer is expected to have; long lists are made as they are read. */
const ANSWER_BYTES = 64 * 1024;
/** A shorter page is sent at once: the system takes it, whether or not it is read. */
const SHORT_BYTES = 64 * 1024;
/** After so long another answer than a page counts as read, in milliseconds: none of them is that long. */
const READ_MS = 60_000;

const gate = new Gate(AT_ONCE, MOST_WAITING);
const turnstile = new Turnstile();
const unread = new Unread({
  mostBytes: 64 * 1024 * 1024,
  mostOfAddress: 16 * 1024 * 1024,
  mostWaiting: MOST_WAITING,
  longestWaitMs: 10_000,
});

/**
 * Pages and answers begin one a turn, and a few at once, however many are asked for: all of a thousand
 * at once would keep checks waiting, and fill the memory where nobody reads them. The health check waits
 * for none, and sockets have bounds of their own.
 */
export const paced = define.middleware(async (ctx) => {
  const { url, req, info, state } = ctx;
  if (url.pathname === "/healthz") return await ctx.next();
  if (url.pathname !== "/ws") {
    const place = await unread.enter(
      state.address,
      isApi(url.pathname) ? ANSWER_BYTES : PAGE_BYTES,
    );
    if (place === null) return tooMany(url);
    state.place = place;
    if (!await entered(info.completed)) return tooMany(url);
  }
  await turnstile.pass();
  // Nobody waits for it any more.
  if (req.signal.aborted) return new Response(null, { status: 503 });
  return await ctx.next();
});

/**
 * Counts every answer that `paced` let in until it is read, and lets go of long pages that nobody reads.
 * Stands around all that looks at a page's own response, since it answers with another one.
 */
export const countedUntilRead = define.middleware(async (ctx) => {
  const { state, info } = ctx;
  try {
    const response = await ctx.next();
    const isPage = response.headers.get("content-type")?.startsWith("text/html");
    if (state.place && isPage) return await pageUntilRead(response, state.place, info.completed);
    if (state.place) leaveOnce(info.completed, state.place);
    return response;
  } catch (error) {
    state.place?.leave();
    throw error;
  }
});

async function pageUntilRead(
  response: Response,
  place: Place,
  completed: Promise<void>,
): Promise<Response> {
  const { status, headers } = response;
  const bytes = await response.bytes();
  place.resize(bytes.length);
  if (bytes.length > SHORT_BYTES) {
    return new Response(bytesInPieces(bytes, place.leave), { status, headers });
  }
  leaveOnce(completed, place);
  return new Response(bytes, { status, headers });
}

/** Whatever is not a long page is short, or made as it is read. */
function leaveOnce(completed: Promise<void>, place: Place): void {
  void atMost(READ_MS, completed).then(place.leave);
}

/** No page of ours, which would be as heavy as the one that was asked for. */
const TOO_MANY_PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>Busy · Crypto Price Alarm</title>
</head>
<body>
<h1>Too many pages are asked for at once</h1>
<p>This page tries again every few seconds. Alarms are checked all the same.</p>
</body>
</html>
`;

function tooMany(url: URL): Response {
  const detail = "Too many requests wait already; ask again in a while";
  const headers = { "retry-after": "5" };
  if (isApi(url.pathname)) return problem(503, { detail, code: "too_many_requests" }, headers);
  const type = { "content-type": "text/html; charset=utf-8" };
  return new Response(TOO_MANY_PAGE, { status: 503, headers: { ...headers, ...type } });
}

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
