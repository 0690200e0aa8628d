import { programWords } from "@/lib/language/texts.ts";
import { toBase } from "./base_path.ts";
import { RequestError } from "./request_error.ts";
import { requestWords } from "./texts.ts";

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
