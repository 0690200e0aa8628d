/** What a test server does wrong from now on; an empty object is a healthy server. */
export interface Fault {
  /** Answers with this status and the source's own error body. */
  readonly status?: number;
  /** The `Retry-After` header that goes with `status`: seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
  /** The body that goes with `status`, instead of the source's own. */
  readonly body?: string;
  /** Answers with a CDN's web page (status 200, or `status`). */
  readonly html?: boolean;
  /** Cuts the JSON in the middle. */
  readonly halfJson?: boolean;
  /** Prices are not numbers. */
  readonly nan?: boolean;
  /** Prices are this many milliseconds old (`true`: 7 minutes), and so are the newest candles. */
  readonly stale?: boolean | number;
  /** Answers about other coins than those asked for. */
  readonly wrongSymbols?: boolean;
  /** Tells everything twice, in the wrong order. */
  readonly shuffled?: boolean;
  /** Sends 10 MB. */
  readonly huge?: boolean;
  /** Sends one byte a second (or one in so many milliseconds). */
  readonly dribble?: boolean | number;
  /** Never answers. */
  readonly hang?: boolean;
  /** Breaks the connection in the middle of the body. */
  readonly close?: boolean;
  /** Only requests whose path contains this are affected. */
  readonly path?: string;
  /** Only so many requests are affected; the server heals afterwards. */
  readonly times?: number;
}

const DEFAULT_STALE_MS = 7 * 60 * 1000;

/** How old the newest is that a server tells, in milliseconds. */
export function staleness({ stale = 0 }: Fault): number {
  return stale === true ? DEFAULT_STALE_MS : Number(stale);
}

const HTML = "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>";
const HUGE_BYTES = 10 * 1024 * 1024;

/** The faulty answer instead of the right one, where the fault is one of transport; null where it is not. */
export function faultyResponse(
  fault: Fault,
  right: { body: string; errorBody: (status: number) => string },
  closed: AbortSignal,
): Promise<Response> | Response | null {
  if (fault.hang) return untilClosed(closed);
  if (fault.html) return html(fault);
  if (fault.status !== undefined) return refusal(fault, fault.status, right.errorBody);
  if (fault.halfJson) return json(right.body.slice(0, Math.floor(right.body.length / 2)));
  if (fault.huge) return json(`[${" ".repeat(HUGE_BYTES)}]`);
  if (fault.dribble) return dribble(fault.dribble === true ? 1000 : fault.dribble, closed);
  if (fault.close) return broken(right.body);
  return null;
}

/** Everything twice, in the wrong order. */
export function shuffled<T>(rows: readonly T[]): T[] {
  return [...rows.toReversed(), ...rows];
}

/** A JSON answer. */
export function json(body: string, status = 200): Response {
  return new Response(body, { status, headers: { "content-type": "application/json" } });
}

function html(fault: Fault): Response {
  return new Response(HTML, {
    status: fault.status ?? 200,
    headers: headersOf(fault, "text/html"),
  });
}

function refusal(fault: Fault, status: number, errorBody: (status: number) => string): Response {
  const headers = headersOf(fault, "application/json");
  return new Response(fault.body ?? errorBody(status), { status, headers });
}

function headersOf(fault: Fault, type: string): Headers {
  const headers = new Headers({ "content-type": type });
  if (fault.retryAfter !== undefined) headers.set("retry-after", String(fault.retryAfter));
  return headers;
}

/** No answer before the server closes. */
export function untilClosed(closed: AbortSignal): Promise<Response> {
  return new Promise((resolve) => {
    closed.addEventListener("abort", () => resolve(new Response(null, { status: 503 })));
  });
}

function dribble(everyMs: number, closed: AbortSignal): Response {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => clearInterval(timer);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      timer = setInterval(() => controller.enqueue(new Uint8Array([32])), everyMs);
      closed.addEventListener("abort", stop, { once: true });
    },
    cancel: stop,
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

/** Promises a longer body than it sends. */
function broken(body: string): Response {
  const half = new TextEncoder().encode(body.slice(0, Math.floor(body.length / 2)));
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(half);
      controller.close();
    },
  });
  const headers = { "content-type": "application/json", "content-length": String(body.length + 9) };
  return new Response(stream, { headers });
}
