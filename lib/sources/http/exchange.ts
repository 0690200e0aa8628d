/** One answer, whole, whatever its status. */
export interface Exchange {
  readonly status: number;
  readonly retryAfter: string | null;
  /** What the source has counted this minute, where it says so. */
  readonly usedWeight: string | null;
  /** When it was made, by the source's clock. */
  readonly date: string | null;
  readonly body: string;
}

interface ExchangeRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  /** For everything up to the body's last byte, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Why there is no answer. Carries no text of the runtime's: that would name the URL. */
export class ExchangeError extends Error {
  override readonly name = "ExchangeError";
  constructor(readonly why: "timeout" | "stopped" | "tooLarge" | "network", detail = "") {
    super(detail);
  }
}

/**
 * Makes one GET request and reads its body.
 * @throws {ExchangeError} there is no whole answer
 */
export async function exchange(request: ExchangeRequest): Promise<Exchange> {
  if (request.signal.aborted) throw new ExchangeError("stopped");
  const stopper = new AbortController();
  const stop = () => stopper.abort(new ExchangeError("stopped"));
  const timer = setTimeout(() => stopper.abort(new ExchangeError("timeout")), request.timeoutMs);
  request.signal.addEventListener("abort", stop, { once: true });
  try {
    return await ask(request, stopper.signal);
  } catch (error) {
    if (error instanceof ExchangeError) throw error;
    if (stopper.signal.aborted) throw stopper.signal.reason;
    throw new ExchangeError("network", networkDetail(error));
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener("abort", stop);
  }
}

async function ask(request: ExchangeRequest, signal: AbortSignal): Promise<Exchange> {
  const { url, headers, fetch, maxBytes } = request;
  // A redirect would carry the key in the headers to another host.
  const response = await fetch(url, { headers, signal, redirect: "manual" });
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    usedWeight: response.headers.get("x-mbx-used-weight-1m"),
    date: response.headers.get("date"),
    body: await readText(response, maxBytes),
  };
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  if (Number(response.headers.get("content-length") ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw new ExchangeError("tooLarge");
  }
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new ExchangeError("tooLarge");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const NETWORK_DETAILS: readonly [RegExp, string][] = [
  [/dns|lookup|resolve|name or service/i, "its host name could not be resolved"],
  [/refused/i, "the connection was refused"],
  [/certificate|tls|ssl/i, "its certificate was not accepted"],
  [/unreachable/i, "the network is unreachable"],
  [/reset|closed|body|incomplete|eof/i, "the connection broke"],
];

function networkDetail(error: unknown): string {
  const told = error instanceof Error ? `${error.message} ${error.cause ?? ""}` : "";
  const text = told.replaceAll(/\(\w{1,40}:[^)]{0,400}\)/g, "");
  const known = NETWORK_DETAILS.find(([pattern]) => pattern.test(text));
  return known?.[1] ?? "the connection failed";
}
