import { Buffer } from "node:buffer";
import http from "node:http";
import https from "node:https";
import { isIP } from "@/lib/text/address.ts";
import type { z } from "zod";
import { retryAfterMs } from "@/lib/time/durations.ts";
import { type Clock, deadline } from "@/lib/time/clock.ts";
import { type CheckedTarget, type Guard, type Scheme, TargetRefused } from "./guard.ts";
import type { Outcome } from "./retries.ts";

/** What is asked of a service. */
interface ServiceRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** So many bytes of the answer are read at least; what is left out is little. */
  readonly answerBytes?: number;
}

/** What a service answered; the text is cut off where the asker's limit is. */
export interface ServiceAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** No answer came; the message is for a person and names neither path nor secret. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  constructor(
    message: string,
    /** The request was sent, so the message may have arrived. */
    readonly isSent: boolean,
    /** Asking again will not help. */
    readonly isFinal: boolean,
  ) {
    super(message);
  }
}

/** Asks a service at an address that a person gave. @throws {NoAnswer} */
export type Ask = (url: string, request: ServiceRequest) => Promise<ServiceAnswer>;

/** What ways out to services are made of. */
export interface WayOptions {
  readonly guard: Pick<Guard, "check">;
  readonly clock: Pick<Clock, "after">;
  readonly signal: AbortSignal;
}

/** How much of an answer is waited for and read. */
interface AnswerLimits {
  readonly timeoutMs: number;
  readonly bytes: number;
}

const USUAL: AnswerLimits = { timeoutMs: 15_000, bytes: 4_096 };
/** Of a service that answers with the whole message, up to six bytes for each of its characters. */
export const ECHO_BYTES = 65_536;
/** While a person waits for what they entered to be kept. */
export const SHORT_ANSWER: AnswerLimits = { timeoutMs: 5_000, bytes: 4_096 };
/** For a service that holds its answer back until there is something to tell. */
export const LONG_ANSWER: AnswerLimits = { timeoutMs: 65_000, bytes: 1_000_000 };

/**
 * The one way out to addresses that people give: checked, connected to the very address that was
 * checked, no redirect followed, little read, and over after its time.
 */
export function guardedAsk(
  { guard, clock, signal }: WayOptions,
  limits: AnswerLimits = USUAL,
): Ask {
  return async (text, request) => {
    using due = deadline(clock, limits.timeoutMs, signal);
    const target = await checkedTarget(guard, text, due);
    const most = Math.max(limits.bytes, request.answerBytes ?? 0);
    return await exchange(target, request, { due, clock, most });
  };
}

interface Exchanging {
  readonly due: AbortSignal;
  readonly clock: Pick<Clock, "after">;
  /** Bytes of the answer that are read. */
  readonly most: number;
}

/** Where a host has more addresses, the next is tried when one lets wait so long for a connection, in milliseconds. */
export const CONNECT_MS = 5_000;

/** Tries the addresses of a host in turn until one takes the request. @throws {NoAnswer} */
async function exchange(
  { url, addresses }: CheckedTarget,
  request: ServiceRequest,
  how: Exchanging,
): Promise<ServiceAnswer> {
  for (const [nth, address] of addresses.entries()) {
    const isLast = nth === addresses.length - 1;
    try {
      return await exchangeAt({ url, address, isLast }, request, how);
    } catch (error) {
      const isUnsent = error instanceof NoAnswer && !error.isSent;
      if (isLast || !isUnsent || how.due.aborted) throw error;
    }
  }
  throw new NoAnswer("The host has no address", false, false);
}

/** Where an address that a person gave leads to. @throws {NoAnswer} */
export async function checkedTarget(
  guard: WayOptions["guard"],
  text: string,
  due: AbortSignal,
  schemes?: readonly Scheme[],
): Promise<CheckedTarget> {
  const { promise: isDue, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new NoAnswer("The name server did not answer in time", false, false));
  due.addEventListener("abort", giveUp, { once: true });
  try {
    return await Promise.race([guard.check(text, schemes), isDue]);
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error;
    // It was right when it was entered: a name server that lies for a moment ends no message.
    const isFinal = !error.isTemporary && !error.isMeaning;
    throw new NoAnswer(`The address ${error.message}`, false, isFinal);
  } finally {
    due.removeEventListener("abort", giveUp);
  }
}

interface Attempt {
  readonly url: URL;
  readonly address: string;
  readonly isLast: boolean;
}

function exchangeAt(
  { url, address, isLast }: Attempt,
  { method, headers = {}, body = "" }: ServiceRequest,
  { due, clock, most }: Exchanging,
): Promise<ServiceAnswer> {
  const family = isIP(address) === 6 ? 6 : 4;
  const { request } = url.protocol === "https:" ? https : http;
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return new Promise((resolve, reject) => {
    let isSent = false;
    const asked = request(url, {
      ...{ method, agent: false, signal: due },
      // Deno's own roots: to look up Node's, it would want a right (sys "ca") that can only be given with
      // all others of its kind. Chain and name are checked as ever.
      ca: "",
      // Whatever the name means by now, this is the address that was checked.
      lookup: (_host, options, done) => {
        if (typeof options === "object" && options.all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
      headers: {
        "user-agent": "crypto-price-alarm",
        "accept": "application/json, */*",
        "content-length": String(bytes.length),
        ...headers,
      },
    }, (response) => read(response, most).then(resolve, fail));
    if (!isLast) hangUpUnlessConnected(asked, deadline(clock, CONNECT_MS, due));
    asked.on("finish", () => isSent = true);
    asked.on("error", fail);
    asked.end(bytes);
    function fail(error: unknown) {
      reject(new NoAnswer(failureWords(error, due), isSent, false));
    }
  });
}

function hangUpUnlessConnected(
  asked: http.ClientRequest,
  soon: AbortSignal & Disposable,
): void {
  const hangUp = () => void asked.destroy(new Error("No connection came about in time"));
  soon.addEventListener("abort", hangUp, { once: true });
  const end = () => {
    soon.removeEventListener("abort", hangUp);
    soon[Symbol.dispose]();
  };
  asked.on("socket", (socket) => void socket.once("connect", end));
  asked.once("close", end);
}

async function read(response: http.IncomingMessage, most: number): Promise<ServiceAnswer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= most) break;
    }
  } catch {
    // The status says whether it was accepted; the rest was to be read for its details only.
  } finally {
    response.destroy();
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  const text = Buffer.concat(chunks).toString("utf8");
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    text: text.slice(0, most),
  };
}

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nobody listens at this address",
  ECONNRESET: "The connection was cut",
  EPIPE: "The connection was cut",
  EHOSTUNREACH: "The host cannot be reached",
  ENETUNREACH: "The network cannot be reached",
  ETIMEDOUT: "The host did not answer in time",
};

/** Messages of the network hold addresses, and those hold secrets: only what is known is told. */
export function failureWords(error: unknown, due: AbortSignal): string {
  if (due.aborted) return "No answer came in time";
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string" && CODES[code] !== undefined) return CODES[code];
  if (/certificate|UnknownIssuer|SELF_SIGNED/i.test(`${String(code)} ${String(message)}`)) {
    return "The server's certificate is not trusted";
  }
  return "The connection failed";
}

/** Statuses that say "not now", beside those of 500 and above. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);
const TOO_MANY = 429;
/** A service that is asked too often and does not say for how long (ntfy) is left alone so long, in milliseconds. */
const UNNAMED_REST_MS = 5_000;

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
  const afterMs = retryAfterMs(headers["retry-after"], now) ??
    (status === TOO_MANY ? UNNAMED_REST_MS : null);
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

/** What a service says to a question that sends nothing; null where no answer came: a test of the channel tells more. */
export async function saidTo(asked: Promise<ServiceAnswer>): Promise<ServiceAnswer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
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
