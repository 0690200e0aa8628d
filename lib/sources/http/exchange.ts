import type { Candle } from "@/lib/market/candle.ts";
import { SourceError, type Stretch } from "@/lib/sources/source.ts";

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

/** Asks for part after part until a source fails; answers what it gave until then, and why that is not all. */
export async function askInParts<Part, Answer>(
  parts: Iterable<Part>,
  ask: (part: Part) => Promise<Answer>,
): Promise<{ answers: Answer[]; failure: SourceError | null }> {
  const answers: Answer[] = [];
  for (const part of parts) {
    try {
      answers.push(await ask(part));
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return { answers, failure: error };
    }
  }
  return { answers, failure: null };
}

/**
 * Asks about all items at once; when some of them spoil the request, in halves until the bad ones are known.
 * Fails only with errors that no item is to blame for.
 */
export async function askInHalves<T>(
  items: readonly string[],
  ask: (items: readonly string[]) => Promise<readonly T[]>,
  isSpoilt: (error: unknown) => boolean,
): Promise<{ rows: T[]; bad: string[] }> {
  if (items.length === 0) return { rows: [], bad: [] };
  try {
    return { rows: [...await ask(items)], bad: [] };
  } catch (error) {
    if (!isSpoilt(error)) throw error;
    if (items.length === 1) return { rows: [], bad: [...items] };
  }
  const answers = await Promise.all(
    halves(items).map((half) => askInHalves(half, ask, isSpoilt)),
  );
  return {
    rows: answers.flatMap((answer) => answer.rows),
    bad: answers.flatMap((answer) => answer.bad),
  };
}

export function halves<T>(items: readonly T[]): [T[], T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** Items in their order, cut so that a part has at most so many of them and takes at most so many characters in a URL. */
export function chunks(
  items: Iterable<string>,
  limit: { count: number; length: number },
  lengthInUrl: (item: string) => number,
): string[][] {
  const parts: string[][] = [];
  let part: string[] = [];
  let length = 0;
  for (const item of items) {
    const added = lengthInUrl(item);
    if (part.length > 0 && (part.length >= limit.count || length + added > limit.length)) {
      parts.push(part);
      part = [];
      length = 0;
    }
    part.push(item);
    length += added;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/**
 * Asks for page after page, oldest first. What was answered counts, also when a later page fails: everything
 * before `answeredTo` was, infinite when all of it was.
 * @throws {SourceError} not even the first page was answered
 */
export async function collectPages(
  pages: Iterable<Stretch>,
  ask: (page: Stretch) => Promise<readonly Candle[]>,
): Promise<{ candles: Candle[]; answeredTo: number; problem: string | null }> {
  const candles: Candle[] = [];
  let answered = false;
  for (const page of pages) {
    try {
      candles.push(...await ask(page));
      answered = true;
    } catch (error) {
      if (!answered || !(error instanceof SourceError)) throw error;
      return { candles, answeredTo: page.from, problem: error.message };
    }
  }
  return { candles, answeredTo: Infinity, problem: null };
}

const REMEMBERED_MS = 60 * 60 * 1000;

/** Symbols that spoil a request for many, left out of it for an hour before they are tried again. */
export class BadSymbols {
  readonly #badSince = new Map<string, number>();

  constructor(readonly now: () => number) {}

  add(symbol: string): void {
    this.#badSince.set(symbol, this.now());
  }

  /** The symbol was answered after all. */
  clear(symbol: string): void {
    this.#badSince.delete(symbol);
  }

  has(symbol: string): boolean {
    const age = this.now() - (this.#badSince.get(symbol) ?? -Infinity);
    return age >= 0 && age < REMEMBERED_MS;
  }
}
