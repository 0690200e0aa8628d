import type { PairChoice } from "@/lib/market/pair_choice.ts";
import type { Refusal, RefusalCode } from "@/lib/commands/refusal.ts";

const STATUS: Readonly<Record<RefusalCode, number>> = {
  invalid_json: 400,
  invalid_encoding: 400,
  unsupported_encoding: 415,
  unreadable_body: 400,
  invalid_request: 422,
  too_large: 413,
  unknown_event: 400,
  unknown_pair: 422,
  ambiguous_pair: 422,
  pair_exists: 409,
  too_many_requests: 429,
  too_many_pairs: 409,
  too_many_alarms: 409,
  import_running: 409,
  pair_not_found: 404,
  alarm_not_found: 404,
  fire_not_found: 404,
  no_price_yet: 409,
  source_unavailable: 503,
  store_unavailable: 503,
  disk_full: 507,
  forbidden_origin: 403,
  internal: 500,
};

const TITLE: Readonly<Record<number, string>> = {
  400: "Bad request",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  413: "Content too large",
  415: "Unsupported media type",
  422: "Cannot be processed",
  429: "Too many requests",
  500: "Internal server error",
  503: "Service unavailable",
  507: "Insufficient storage",
};

/** What a problem answer carries beside its status (RFC 9457). */
export interface ProblemDetails {
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
export function problemOf({ code, message, field, choices }: Refusal): Response {
  return problem(STATUS[code], { detail: message, code, field, choices });
}
