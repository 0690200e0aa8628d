import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import { type BudgetUsage, WeightBudget } from "@/lib/sources/budget/weight_budget.ts";
import { SourceClock, SourceError } from "@/lib/sources/source.ts";
import { type Clock, SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { exchange, ExchangeError } from "./exchange.ts";
import {
  AnsweredError,
  type FailureContext,
  failureOfAnswer,
  failureOfBody,
  failureOfExchange,
  MAX_RETRIES,
  type RefusalWords,
  waitBeforeRetry,
} from "./failure.ts";

/** The world outside, replaceable in tests. */
export interface HttpTools {
  readonly fetch?: typeof fetch;
  readonly clock?: Pick<Clock, "now" | "after">;
  /** From 0 to 1, as `Math.random`. */
  readonly random?: () => number;
  /** For one request with its body, in milliseconds. */
  readonly attemptTimeoutMs?: number;
  /** For one call with its retries and waits, in milliseconds. */
  readonly budgetMs?: number;
  /** The largest body that is read. */
  readonly maxBytes?: number;
}

export interface HttpClientOptions extends HttpTools {
  readonly source: SourceName;
  /** May have a path; the endpoints' paths are appended to it. */
  readonly baseUrl: string;
  /** What every path begins with; the address may end with it already. */
  readonly prefix?: string;
  /** Every value in here is a secret and never told. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For a source that answers its refusals with status 200: the status that would fit, null for no refusal. */
  readonly statusOf?: (answer: unknown) => number | null;
  /** Default: what the status says. */
  readonly refusalWords?: RefusalWords;
  /** Default: none but what the source's answers ask for. */
  readonly budget?: WeightBudget;
}

export interface CallOptions {
  /** For this call with its retries and waits, in milliseconds. */
  readonly budgetMs?: number;
  /** What each request of the call costs at the source; default 1. */
  readonly weight?: number;
}

const DEFAULTS = {
  prefix: "",
  headers: {} as Readonly<Record<string, string>>,
  statusOf: (): number | null => null,
  refusalWords: (): string | null => null,
  fetch: (input: URL | RequestInfo, init?: RequestInit) => fetch(input, init),
  clock: SYSTEM_CLOCK,
  random: Math.random,
  attemptTimeoutMs: 10_000,
  budgetMs: 12_000,
  maxBytes: 8 * 1024 * 1024,
  budget: new WeightBudget({ limits: {}, now: SYSTEM_CLOCK.now }),
};

/** Asks one HTTP API for JSON, patiently and never more often than it allows. */
export class HttpClient {
  readonly #settings: Required<HttpClientOptions>;
  readonly #base: string;
  readonly #limit: AskingLimit;
  /** What its answers tell of the source's clock. */
  readonly clock = new SourceClock();

  constructor(options: HttpClientOptions) {
    this.#settings = { ...DEFAULTS, ...options };
    const { baseUrl, prefix } = this.#settings;
    const base = (baseUrl.split(/[?#]/, 1)[0] ?? "").replace(/\/{1,20}$/, "");
    this.#base = base.endsWith(prefix) ? base : base + prefix;
    this.#limit = new AskingLimit(options.source);
  }

  /**
   * The parsed answer of `GET base + path ? params`. Ends when the signal aborts or the call's budget is used up.
   * @throws {SourceError} there is no usable answer
   */
  async getJson(
    path: string,
    params: Readonly<Record<string, string>>,
    signal: AbortSignal,
    call: CallOptions = {},
  ): Promise<unknown> {
    const { clock, random } = this.#settings;
    const refusal = this.#limit.refusal(clock.now());
    if (refusal !== null) throw refusal;
    const url = `${this.#base}${path}?${new URLSearchParams(params)}`;
    const deadlineAt = clock.now() + (call.budgetMs ?? this.#settings.budgetMs);
    const { maxRetries } = this.#limit;
    for (let retry = 0;; retry++) {
      await this.#afford(call.weight ?? 1, deadlineAt, signal);
      try {
        const value = await this.#attempt(url, deadlineAt, signal);
        this.#limit.succeeded();
        return value;
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        const asked = { error, retry, maxRetries, now: clock.now(), deadlineAt, random };
        const wait = signal.aborted ? null : waitBeforeRetry(asked);
        if (wait !== null && await this.#rest(wait, signal)) continue;
        this.#limit.failed(error, clock.now());
        throw error;
      }
    }
  }

  /** Waits until the budget allows the request. */
  async #afford(weight: number, deadlineAt: number, signal: AbortSignal): Promise<void> {
    const { budget, clock, source } = this.#settings;
    for (let freeAt = budget.freeAt(weight); freeAt > clock.now(); freeAt = budget.freeAt(weight)) {
      const refusal: SourceError = budgetRefusal(source, budget.usage(), freeAt);
      if (freeAt >= deadlineAt || !await this.#rest(freeAt - clock.now(), signal)) throw refusal;
    }
    budget.spend(weight);
  }

  async #attempt(url: string, deadlineAt: number, signal: AbortSignal): Promise<unknown> {
    const { headers, fetch, maxBytes, attemptTimeoutMs, clock, budget } = this.#settings;
    const askedAt = clock.now();
    const timeoutMs = Math.max(1, Math.min(attemptTimeoutMs, deadlineAt - askedAt));
    try {
      const answer = await exchange({ url, headers, fetch, timeoutMs, maxBytes, signal });
      if (answer.usedWeight !== null) budget.learnMinute(Number(answer.usedWeight));
      const fine = answer.status >= 200 && answer.status < 300;
      if (!fine) throw failureOfAnswer(answer, this.#context());
      this.clock.learn(answer.date, askedAt, clock.now());
      return this.#parse(answer.body);
    } catch (error) {
      throw error instanceof ExchangeError ? failureOfExchange(error, this.#context()) : error;
    }
  }

  #parse(body: string): unknown {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      throw failureOfBody(body, this.#context());
    }
    const status = this.#settings.statusOf(value);
    if (status === null) return value;
    throw failureOfAnswer({ status, retryAfter: null, body }, this.#context());
  }

  /** False when the signal ended the wait. */
  async #rest(wait: number, signal: AbortSignal): Promise<boolean> {
    await this.#settings.clock.after(wait, signal);
    return !signal.aborted;
  }

  #context(): FailureContext {
    const { source, headers, clock, refusalWords } = this.#settings;
    const secrets = Object.values(headers);
    return { source, host: hostOf(this.#base), secrets, now: clock.now(), refusalWords };
  }
}

/** A host alone: an address may hold a name and a password. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : "an address that is no URL";
}

/** What a source has said about how often it may be asked, remembered from call to call. */
class AskingLimit {
  #pause: { from: number; until: number } | null = null;
  #cautious = false;

  constructor(readonly source: SourceName) {}

  /** Retries a call may make now: none while the source limits without saying until when. */
  get maxRetries(): number {
    return this.#cautious ? 0 : MAX_RETRIES;
  }

  /** The error to fail with at once while the source asked to be left alone; null when it may be asked. */
  refusal(now: number): SourceError | null {
    const pause = this.#pause;
    // Before `from` the clock was set back: the end of the pause means nothing any more.
    if (pause === null || now >= pause.until || now < pause.from) return null;
    const words = `asked not to be called before ${secondText(pause.until)} UTC`;
    const message = `${SOURCE_LABELS[this.source]} ${words}; it is called again then`;
    return new SourceError(this.source, message, "rateLimited", pause.until);
  }

  /** A pause stays: the answer may be to a question from before it. */
  succeeded(): void {
    this.#cautious = false;
  }

  /** Remembers what the failure that ended a call says about later calls. */
  failed(error: SourceError, now: number): void {
    if (error.retryAt !== null) this.#pause = { from: now, until: error.retryAt };
    if (error instanceof AnsweredError && error.status === 429) this.#cautious = true;
  }
}

/** The error of a call that the budget does not allow before a moment (ms since the epoch). */
function budgetRefusal(source: SourceName, usage: BudgetUsage | null, freeAt: number): SourceError {
  const allowed = usage === null ? "" : ` of ${usage.limit} a ${usage.per}`;
  const message = `${SOURCE_LABELS[source]}'s allowance${allowed} is used up ` +
    `until ${secondText(freeAt)} UTC; it is asked again then`;
  return new SourceError(source, message, "rateLimited", freeAt);
}

function secondText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
