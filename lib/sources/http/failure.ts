import { z } from "zod";
import { MASK, redact } from "@/lib/logs/once_log.ts";
import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import { SourceError } from "@/lib/sources/source.ts";
import { backoffMs, MINUTE_MS, retryAfterMs } from "@/lib/time/durations.ts";
import type { Exchange, ExchangeError } from "./exchange.ts";

export interface FailureContext {
  readonly source: SourceName;
  readonly host: string;
  readonly secrets: readonly string[];
  readonly now: number;
  readonly refusalWords: RefusalWords;
}

/** What a refusal means at one source alone, and what to do; null where its status says all. `when` it is asked again: "at 14:05 UTC". */
export type RefusalWords = (status: number, code: number | null, when: string) => string | null;

const BAN_WITHOUT_END_MS = 2 * 60 * 1000;

/** The failure in an answer with another status than 2xx. */
export function failureOfAnswer(
  answer: Pick<Exchange, "status" | "retryAfter" | "body">,
  context: FailureContext,
): AnsweredError {
  const { source, now, secrets } = context;
  const { status } = answer;
  const { code, message } = readUpstreamError(answer.body);
  const said = message === null ? "" : ` (it says "${quotation(message, secrets)}")`;
  const retryAt = parseRetryAfter(answer.retryAfter, now) ??
    (status === 418 ? now + BAN_WITHOUT_END_MS : null);
  const when = againWords(retryAt, now);
  const sentence = (context.refusalWords(status, code, when) ??
    statusSentence(source, status, when)) + said;
  return new AnsweredError(source, sentence, kindOf(status), retryAt, status, code);
}

function kindOf(status: number): SourceError["kind"] {
  if (status === 429 || status === 418) return "rateLimited";
  return status >= 500 ? "unreachable" : "refused";
}

/** The failure of a request that got no whole answer. */
export function failureOfExchange(
  { why, message }: ExchangeError,
  { source, host }: FailureContext,
): SourceError {
  const reached = `${host}: ${message}; check the network and ${addressSetting(source)}`;
  const [kind, sentence] = {
    stopped: ["timeout", "did not answer before its time was up"],
    timeout: ["timeout", "did not answer in time; check the network"],
    tooLarge: ["badAnswer", "sent far more than prices; the answer is dropped"],
    network: ["unreachable", `cannot be reached at ${reached}`],
  }[why] as [SourceError["kind"], string];
  return new SourceError(source, `${SOURCE_LABELS[source]} ${sentence}`, kind);
}

/** The failure of an answer that is not JSON. */
export function failureOfBody(body: string, { source }: FailureContext): SourceError {
  const what = body.trim() === ""
    ? "nothing"
    : body.trimStart().startsWith("<")
    ? "a web page"
    : "broken JSON";
  const sentence = `answered with ${what} instead of prices; it is asked again later`;
  return new SourceError(source, `${SOURCE_LABELS[source]} ${sentence}`, "badAnswer");
}

/** A refusal by status, in words for a person: what it means and what to do. */
function statusSentence(source: SourceName, status: number, when: string): string {
  const label = SOURCE_LABELS[source];
  if (status === 429) {
    return `${label} was asked more often than it allows (429); it is asked again ${when}`;
  }
  if (status >= 500) {
    return `${label} has trouble of its own (${status}); it is asked again ${when}`;
  }
  if (status >= 300 && status < 400) {
    return `${label} points to another address (${status}); correct ${addressSetting(source)}`;
  }
  if (status === 404) {
    return `${label} knows no such address (404); check ${addressSetting(source)}`;
  }
  return `${label} refused the request (${status}); check ${addressSetting(source)}`;
}

/** A wait that a person would notice, in milliseconds; a shorter one is over by the next check. */
const NOTICED_MS = 60_000;

/** When a source is asked again: `at 14:05 UTC` where it named a moment that is some way off. */
function againWords(retryAt: number | null, now: number): string {
  if (retryAt === null || retryAt - now < NOTICED_MS) return "at the next check";
  // To the minute after it, so that what is said is never too early.
  const iso = new Date(Math.ceil(retryAt / MINUTE_MS) * MINUTE_MS).toISOString();
  const isToday = iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return `${isToday ? "" : `on ${iso.slice(0, 10)} `}at ${iso.slice(11, 16)} UTC`;
}

/** The setting that holds a source's address. */
function addressSetting(source: SourceName): string {
  return `${source.toUpperCase()}_API_URL`;
}

/** What a source says about its own refusal. */
interface UpstreamError {
  readonly code: number | null;
  readonly message: string | null;
}

const number = z.number().optional().catch(undefined);
const text = z.string().optional().catch(undefined);
const Part = z.looseObject({
  ...{ error_code: number, error_message: text, code: number, msg: text, message: text },
  ...{ error: z.unknown().optional(), status: z.unknown().optional() },
});

const NOTHING: UpstreamError = { code: null, message: null };

/** Reads the refusals of Binance, Coinbase and Kraken and the four shapes of CoinGecko's; nulls where the body says nothing. */
function readUpstreamError(body: string): UpstreamError {
  try {
    return readPart(JSON.parse(body), 0);
  } catch {
    return NOTHING;
  }
}

function readPart(value: unknown, depth: number): UpstreamError {
  if (typeof value === "string") return { code: null, message: value };
  if (Array.isArray(value)) return readPart(value[0], depth + 1);
  const parsed = Part.safeParse(value);
  if (!parsed.success || depth > 2) return NOTHING;
  const part = parsed.data;
  const [status, error] = [readPart(part.status, depth + 1), readPart(part.error, depth + 1)];
  return {
    code: part.error_code ?? part.code ?? status.code ?? error.code,
    message: part.error_message ?? part.msg ?? part.message ?? status.message ?? error.message,
  };
}

/** The longest wait a source is believed, in milliseconds: Binance's longest ban is three days. */
const LONGEST_WAIT_MS = 3 * 24 * 60 * 60 * 1000;

/** The moment (ms since the epoch) that a `Retry-After` header names, as far as it is believed; null when it names none. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const ms = retryAfterMs(header, now);
  return ms === null ? null : now + Math.min(ms, LONGEST_WAIT_MS);
}

/** How often a failed request is made again within one call. */
export const MAX_RETRIES = 3;

const LONGEST_BACKOFF_MS = 8_000;
/** A ban (418) that ends within the call is waited for like a limit. */
const RETRIED = new Set([418, 429, 500, 502, 503, 504]);

/** Whether a request that failed so may succeed when it is made again. */
function isRetried(error: SourceError): boolean {
  if (error instanceof AnsweredError) return RETRIED.has(error.status);
  return error.kind === "unreachable" || error.kind === "timeout";
}

interface RetryQuestion {
  readonly error: SourceError;
  /** How many retries were made already. */
  readonly retry: number;
  readonly maxRetries: number;
  readonly now: number;
  /** The call must have ended by then (ms since the epoch). */
  readonly deadlineAt: number;
  readonly random: () => number;
}

/** How long to wait before asking again, in milliseconds; null when it is time to give up. */
export function waitBeforeRetry(question: RetryQuestion): number | null {
  const { error, retry, maxRetries, now, deadlineAt, random } = question;
  if (!isRetried(error) || retry >= maxRetries) return null;
  const backoff = Math.round(backoffMs(retry, random(), LONGEST_BACKOFF_MS));
  const wait = Math.max(backoff, (error.retryAt ?? now) - now);
  return now + wait < deadlineAt ? wait : null;
}

/** The source answered, with a status that is a refusal or a trouble of its own. */
export class AnsweredError extends SourceError {
  constructor(
    source: SourceName,
    message: string,
    kind: SourceError["kind"],
    retryAt: number | null,
    readonly status: number,
    /** The source's own number for what is wrong (Binance: -1121 for an unknown symbol). */
    readonly code: number | null,
  ) {
    super(source, message, kind, retryAt);
  }
}

const LONGEST_QUOTATION = 200;

/** Foreign text made fit for a message: without secrets, addresses and control characters, on one short line. */
export function quotation(text: string, secrets: readonly string[] = []): string {
  const told = secrets.filter((secret) => secret !== "")
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  const clean = redact(told)
    .replaceAll(/(?:\b[a-z][a-z+.-]{0,30})?:\/\/[^\s)"'<>]+/gi, "[address]")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .replace(/\.{1,20}$/, "");
  return clean.length > LONGEST_QUOTATION ? `${clean.slice(0, LONGEST_QUOTATION)}…` : clean;
}
