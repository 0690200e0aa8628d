import { Buffer } from "node:buffer";
import type { FreshContext } from "fresh";
import { z } from "zod";
import { ACCOUNT_REFUSALS, AccountRefusal } from "@/lib/accounts/state.ts";
import { Refusal, REFUSALS, refuseTooDeep } from "@/lib/commands/command.ts";
import type { CommandAnswer, CommandName } from "@/lib/commands/commands.ts";
import type { PairChoice } from "@/lib/market/symbol.ts";
import { charsetOf, decodeText } from "@/lib/text/text_encoding.ts";
import type { State } from "../define.ts";

export type Ctx = FreshContext<State>;
export type Answer = (ctx: Ctx) => Promise<Response> | Response;

/** A handler of `/api`: what it throws becomes an `application/problem+json` answer. */
export function api(handle: Answer) {
  return async (ctx: Ctx): Promise<Response> => {
    try {
      const response = await handle(ctx);
      response.headers.set("cache-control", "no-store");
      return response;
    } catch (error) {
      if (error instanceof Refusal) return problemOf(error);
      if (error instanceof AccountRefusal) return accountProblem(error);
      // Nobody reads the answer.
      if (ctx.req.signal.aborted) return new Response(null, { status: 499 });
      ctx.state.services.onError(error, ctx.req);
      const detail = "The request failed inside the server; its log says more";
      return problem(500, { detail, code: "internal" });
    }
  };
}

/** A handler that carries out a command, with what `input` takes of the request. */
export function carriesOut(name: CommandName, input: (ctx: Ctx) => unknown, status = 200) {
  return api(async (ctx) => Response.json(await command(ctx, name, await input(ctx)), { status }));
}

/** Carries out a command for an `/api` request. @throws {Refusal} as the command does */
export async function command<N extends CommandName>(ctx: Ctx, name: N, input: unknown) {
  const { services, address, who } = ctx.state;
  return await services.runFor(who, name, input, { address }) as CommandAnswer<N>;
}

/** The query parameters as an object, to be parsed strictly. */
export function query(ctx: Ctx): Record<string, string> {
  return Object.fromEntries(ctx.url.searchParams);
}

/** How many are wanted, as a query says it. */
export function countUpTo(most: number) {
  return z.coerce.number({ error: "must be a number" })
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(most, `must be at most ${most}`);
}

const TITLE: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content too large",
  415: "Unsupported media type",
  422: "Cannot be processed",
  429: "Too many requests",
  500: "Internal server error",
  503: "Service unavailable",
  507: "Insufficient storage",
};

/** What a problem answer carries beside its status (RFC 9457). */
interface ProblemDetails {
  readonly detail: string;
  readonly code: string;
  readonly field?: string | undefined;
  /** What to ask for instead. */
  readonly choices?: readonly PairChoice[] | undefined;
}

/** An `application/problem+json` answer (RFC 9457). */
export function problem(status: number, details: ProblemDetails, headers?: HeadersInit): Response {
  const body = { type: "about:blank", title: TITLE[status] ?? "Error", status, ...details };
  const response = Response.json(body, { status, ...(headers ? { headers } : {}) });
  response.headers.set("content-type", "application/problem+json");
  response.headers.set("cache-control", "no-store");
  return response;
}

/** The answer to a request that was refused. */
function problemOf({ code, message, field, choices }: Refusal): Response {
  return problem(REFUSALS[code], { detail: message, code, field, choices });
}

/** The same of one about accounts. */
export function accountProblem({ code, message, more }: AccountRefusal): Response {
  const status = ACCOUNT_REFUSALS[code];
  const headers = new Headers();
  if (more.retryAfter !== undefined) headers.set("retry-after", String(more.retryAfter));
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return problem(status, { detail: message, code, field: more.field }, headers);
}

/** A longer body is refused. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * The JSON in a request's body; an empty body counts as `{}`.
 * @throws {Refusal} when it is too large or no JSON
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request, MAX_BODY_BYTES);
  return text.trim() === "" ? {} : parseJson(text);
}

/** @throws {Refusal} when it is no JSON */
export function parseJson(text: string): unknown {
  refuseTooDeep(text, "The body");
  if (text.trim() === "") throw new Refusal("invalid_json", "The body is empty; send JSON");
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid_json", "The body is not valid JSON");
  }
}

/** The JSON object in a request's body. @throws {Refusal} also when it is another kind of value */
export async function readObject(request: Request): Promise<Record<string, unknown>> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(await readJson(request));
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid_request", "The body must be a JSON object");
}

/**
 * The text of a request's body, decoded as it says; reading stops at the limit, whatever the headers say.
 * @throws {Refusal} when it is longer, cut off, compressed, or no text in its encoding
 */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  refuseCompressed(request);
  refuseForm(request);
  const bytes = await readBytes(request, maxBytes);
  const decoded = decodeText(bytes, charsetOf(request.headers.get("content-type")));
  if (decoded.ok) return decoded.text;
  const message = `The body ${decoded.problem}: send it as UTF-8, or declare its encoding, ` +
    `as in Content-Type: text/csv; charset=windows-1252 (spreadsheets: save it as “CSV UTF-8”)`;
  throw new Refusal("invalid_encoding", message);
}

function refuseCompressed({ headers }: Request): void {
  const coding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (coding === "identity" || coding === "") return;
  const message = `The body is compressed (${coding.slice(0, 40)}): send it as it is`;
  throw new Refusal("unsupported_encoding", message);
}

/** A form wraps the file in parts of its own. */
function refuseForm({ headers }: Request): void {
  if (!/^\s{0,9}multipart\//i.test(headers.get("content-type") ?? "")) return;
  const message = "The body is a form (multipart): send the file or JSON itself as the body, " +
    "as curl --data-binary @file does";
  throw new Refusal("unsupported_encoding", message);
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) break;
      chunks.push(chunk);
    }
  } catch {
    // Whoever sends it broke HTTP's rules, or is gone.
    throw new Refusal(
      "unreadable_body",
      "The body cannot be read: it is not valid HTTP or cut off",
    );
  }
  if (size > maxBytes) {
    throw new Refusal("too_large", `The body must be under ${maxBytes} bytes`);
  }
  return Buffer.concat(chunks);
}
