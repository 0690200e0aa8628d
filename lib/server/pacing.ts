import { Refusal } from "@/lib/commands/command.ts";
import { Gate, GateFullError, Turnstile } from "@/lib/time/turns.ts";
import { problem } from "./api/answer.ts";
import {
  type After,
  bytesInPieces,
  gzipped,
  type Place,
  streamOf,
  takesGzip,
  Unread,
  type UnreadOptions,
  unrefAfter,
} from "./bodies.ts";
import { define } from "./define.ts";
import { isApi } from "./guards.ts";

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

/** What may be asked for and not read yet, of all and of an address, and who waits for room. */
const BOUNDS: UnreadOptions = {
  mostBytes: 64 * 1024 * 1024,
  mostOfAddress: 16 * 1024 * 1024,
  mostWaiting: MOST_WAITING,
  longestWaitMs: 10_000,
};

/** Two middlewares over one count of the answers that are not read yet; tests pass the time in. */
export function pacing(after: After = unrefAfter) {
  const gate = new Gate(AT_ONCE, MOST_WAITING);
  const turnstile = new Turnstile();
  const unread = new Unread({ ...BOUNDS, after });

  /** Hundreds that came at once have waited as long at once. */
  async function refused(pathname: string): Promise<Response> {
    await turnstile.pass();
    return tooMany(pathname);
  }

  /**
   * Pages and answers begin one a turn, and a few at once, however many are asked for: all of a thousand
   * at once would keep checks waiting, and fill the memory where nobody reads them. The health check waits
   * for none, and sockets have bounds of their own.
   */
  const throttled = define.middleware(async (ctx) => {
    const { url: { pathname }, req, info, state } = ctx;
    if (pathname === "/healthz") return await ctx.next();
    if (pathname !== "/ws") {
      const place = await unread.enter(state.address, isApi(pathname) ? ANSWER_BYTES : PAGE_BYTES);
      if (place === null) return await refused(pathname);
      state.place = place;
      if (!await entered(gate, info.completed, after)) return await refused(pathname);
    }
    await turnstile.pass();
    // Nobody waits for it any more.
    if (req.signal.aborted) return new Response(null, { status: 503 });
    return await ctx.next();
  });

  /**
   * Counts every answer that `throttled` let in until it is read, and lets go of long pages that nobody reads.
   * Stands around all that looks at a page's own response, since it answers with another one.
   */
  const countedUntilRead = define.middleware(async (ctx) => {
    const { state, info: { completed } } = ctx;
    try {
      const response = await ctx.next();
      return state.place
        ? await untilRead(ctx.req, response, state.place, completed, after)
        : response;
    } catch (error) {
      state.place?.leave();
      throw error;
    }
  });
  return { throttled, countedUntilRead };
}

export const { throttled, countedUntilRead } = pacing();

async function untilRead(
  request: Request,
  response: Response,
  place: Place,
  completed: Promise<void>,
  after: After,
): Promise<Response> {
  const { status } = response;
  const headers = new Headers(response.headers);
  const leaveOnceRead = () => void atMost(READ_MS, completed, after).then(place.leave);
  if (!headers.get("content-type")?.startsWith("text/html")) {
    // Whatever is not a page is short, or made as it is read.
    leaveOnceRead();
    return response;
  }
  headers.append("vary", "accept-encoding");
  const isPacked = request.method !== "HEAD" && takesGzip(request.headers);
  if (isPacked) headers.set("content-encoding", "gzip");
  const bytes = isPacked ? await gzipped(await response.bytes()) : await response.bytes();
  place.resize(bytes.length);
  if (bytes.length > SHORT_BYTES) {
    return new Response(bytesInPieces(bytes, place.leave, after), { status, headers });
  }
  leaveOnceRead();
  return new Response(bytes, { status, headers });
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

function tooMany(pathname: string): Response {
  const detail = "Too many requests wait already; ask again in a while";
  const headers = { "retry-after": "5" };
  if (isApi(pathname)) return problem(503, { detail, code: "too_many_requests" }, headers);
  const type = { "content-type": "text/html; charset=utf-8" };
  return new Response(TOO_MANY_PAGE, { status: 503, headers: { ...headers, ...type } });
}

/** Waits for a place, and keeps it for as long as it takes to answer; false when too many wait already. */
async function entered(gate: Gate, completed: Promise<void>, after: After): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  gate.run(async () => {
    resolve(true);
    await atMost(LONGEST_MS, completed, after);
  }).catch((error: unknown) => error instanceof GateFullError ? resolve(false) : reject(error));
  return await promise;
}

async function atMost(ms: number, work: Promise<void>, after: After): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const callOff = after(ms, resolve);
  await Promise.race([promise, work.catch(() => {})]);
  callOff();
}

/** Looks into the past of prices: each holds up to 30 days of candles. */
const pasts = new Gate(4, 100);
/** Searches of the log: each holds its files open. */
const searches = new Gate(4, 100);
/** Logs that are sent: they take as long as whoever reads them. */
const downloads = new Gate(4, 20);
/** Files of alarms that are read. */
const imports = new Gate(2, 20);

const GATES = { pasts, searches, downloads, imports };

/**
 * Does long work when there is room for it. Rejects as the work does.
 * @throws {Refusal} when too much of it waits already
 * @throws the signal's reason when the asker has gone while it waited
 */
export async function longWork<T>(
  kind: keyof typeof GATES,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await GATES[kind].run(work, signal);
  } catch (error) {
    if (!(error instanceof GateFullError)) throw error;
    const message = "Too many long questions wait already; ask again in a while";
    throw new Refusal("too_many_requests", message);
  }
}

/**
 * A long text as a body, made while it is read. It waits until few enough others are read, ends when
 * its reader stalls, and lets go of what it reads from in every case.
 */
export function download(
  text: AsyncGenerator<string>,
  signal?: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  return new Promise((resolve, reject) => {
    const send = () =>
      new Promise<void>((done) => {
        resolve(streamOf(text, done));
      });
    longWork("downloads", send, signal).catch(reject);
  });
}
