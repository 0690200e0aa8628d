import { toBase } from "./base_path.ts";
import { RequestError } from "./request_error.ts";

/** What an error status means when it was not the program that answered. */
const PROXY_WORDS: Readonly<Record<number, string>> = {
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
};

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
    ? new RequestError(body.value.code, body.value.detail, body.value.field ?? null)
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
    throw new RequestError("notConnected", "The server cannot be reached; try again in a moment");
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
  if (ok) {
    return `The proxy answered in the server's place (${status}): reload the page, and sign in where it asks`;
  }
  return `The proxy refused it: ${status}, ${PROXY_WORDS[status] ?? "without saying why"}`;
}
