import { describeAlarm } from "@/lib/alarms/words.ts";
import { programWords, texts } from "@/lib/language/texts.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import type { PairChoice } from "@/lib/market/symbol.ts";
import type { FrameData, ServerFrame } from "@/lib/protocol/frames.ts";
import { durationWords } from "@/lib/text/times.ts";
import { toBase } from "./base_path.ts";
import { pairTitle } from "./pair_titles.ts";

/** What came of what a person asked for; a `pair` is its title, such as `BTC/USDT`. */
export const requestWords = texts("requests", {
  notConnected: "Not connected to the server: nothing was changed",
  notReached: "The server cannot be reached; try again in a moment",
  closed: "This page was closed",
  loggedOut: "You were logged out: look whether it was done",
  connectionLost: "The connection was lost before the server answered: look whether it was done",
  noAnswer: "The server did not answer in time: look whether it was done",
  pageFailed: "The page itself failed; reload it",
  proxyAnswered: (status: number) =>
    `The proxy answered in the server's place (${status}): reload the page, and sign in where it asks`,
  proxyRefused: (status: number, why: string) => `The proxy refused it: ${status}, ${why}`,
  proxySaysNothing: "without saying why",
  /** By status. */
  proxy: {
    401: "it wants a password; reload the page",
    403: "it does not allow this",
    404: "it knows no such address",
    405: "it does not allow this",
    407: "it wants a password; reload the page",
    408: "sending took too long; try again",
    411: "it wants to know the length",
    413: "too large",
    414: "the address is too long",
    429: "too many requests; try again in a moment",
    431: "the headers are too large",
    500: "it failed",
    502: "it cannot reach the server; try again in a moment",
    503: "it cannot reach the server, or has too much to do; try again in a moment",
    504: "the server took too long; try again in a moment",
  },
  watchedNow: (pair: string) => `${pair} is watched now.`,
  removed: (pair: string) => `${pair} is removed.`,
  trueAlready: (condition: string) =>
    `${condition}: already true now; it will ring when it happens again.`,
  startsAnew: (span: string) =>
    `It starts anew: the ${span} before were not checked yet and are not any more.`,
});

/**
 * Asks the server over HTTP and answers the JSON that came back. What stands between page and server may
 * answer in its place, with a page of its own or nothing; that is said.
 * @throws {RequestError} when it was refused, or nobody could be asked
 */
export async function askServer<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await answerOf(path, init);
  // Done, and there is nothing to say about it.
  if (response.status === 204) return undefined as Answer;
  const body = await jsonOf(response);
  if (response.ok && body !== null) return body.value as Answer;
  throw isProblem(body?.value)
    ? new RequestError(
      body.value.code,
      programWords.said(body.value.detail),
      body.value.field ?? null,
    )
    : new RequestError("proxy", proxyText(response));
}

/** The same for what may be left out; null when it was not answered, or is not wanted any more. */
export async function askQuietly<Answer>(path: string, init?: RequestInit): Promise<Answer | null> {
  try {
    return await askServer<Answer>(path, init);
  } catch {
    return null;
  }
}

async function answerOf(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(toBase(path), init);
  } catch {
    throw new RequestError("notConnected", requestWords.notReached);
  }
}

/** The parsed body; null when there is no JSON in it, or it broke off. */
async function jsonOf(response: Response): Promise<{ readonly value: unknown } | null> {
  try {
    return { value: await response.json() };
  } catch {
    return null;
  }
}

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}

/** Only the program's own refusals carry a code and say what is wrong. */
function isProblem(value: unknown): value is Problem {
  const has = (name: string) =>
    typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "string";
  return has("code") && has("detail");
}

function proxyText({ ok, status }: Response): string {
  if (ok) return requestWords.proxyAnswered(status);
  // What an error status means when it was not the program that answered.
  const known: Readonly<Record<number, string>> = requestWords.proxy;
  return requestWords.proxyRefused(status, known[status] ?? requestWords.proxySaysNothing);
}

/** A command that was refused or got no answer; the message is for the person who sent it. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  constructor(
    readonly code: string,
    message: string,
    /** The field of the command that is at fault, where the server named one. */
    readonly field: string | null = null,
    /** What to ask for instead. */
    readonly choices: readonly PairChoice[] = [],
  ) {
    super(message);
  }
}

/** What to tell a person about a command that failed. */
export function messageOf(error: unknown): string {
  return error instanceof RequestError ? error.message : requestWords.pageFailed;
}

/** From check to check nobody knows what happened, and a little longer; in milliseconds. */
const USUAL_MS = 30_000;

/** What to tell a person whose command was done; null where the page shows it by itself. */
export function answerNotice(frame: ServerFrame): string | null {
  switch (frame.event) {
    case "alarm_added":
      return trueAlready(frame.data);
    case "alarm_updated":
      return [trueAlready(frame.data), droppedWords(frame.data)]
        .filter((part) => part !== null).join(" ") || null;
    case "pair_added":
      return requestWords.watchedNow(titleOfPair(frame.data.pair));
    case "pair_removed":
      return requestWords.removed(pairTitle(frame.data.pair));
    default:
      return null;
  }
}

type Changed = FrameData["alarm_updated"];

function trueAlready({ alarm, pair, alreadyTrue }: Changed): string | null {
  if (alreadyTrue !== true) return null;
  return requestWords.trueAlready(describeAlarm(alarm, pairTitle(pair)));
}

/** Worth a word only where prices were not evaluated for longer than usual. */
export function droppedWords(
  { droppedFrom, droppedTo }: Pick<Changed, "droppedFrom" | "droppedTo">,
): string | null {
  if (droppedFrom === undefined || droppedTo === undefined) return null;
  const span = Date.parse(droppedTo) - Date.parse(droppedFrom);
  if (span < USUAL_MS) return null;
  return requestWords.startsAnew(durationWords(span));
}
