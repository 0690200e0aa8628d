import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import {
  candleCount,
  type CandlesRange,
  type SourceCandles,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import { durationWords } from "@/lib/text/times.ts";
import { type Clock, deadline, isoTime, orAborted } from "@/lib/time/clock.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import { DEFAULT_PAST } from "./plan.ts";

interface OlderPastOptions {
  readonly sources: ReadonlyMap<SourceName, Pick<MarketSource, "candles" | "candleCost" | "past">>;
  readonly store: { readonly state: Pick<State, "pairs"> };
  readonly clock: Clock;
  readonly log: Pick<Logger, "warn">;
}

/** What a source tells of a time that is not stored. */
export interface Older extends Pick<SourceCandles, "candles" | "stepMs" | "shape"> {
  /** Why it tells no more of what was asked for, in words for a person; null where that is all. */
  readonly problem: string | null;
}

/** One or two requests at every source give so many candles. */
const MOST_CANDLES = 600;
/** Of the widths from the wanted one on, the first with few enough candles is asked for; in milliseconds. */
const WIDER_MS = [HOUR_MS, 4 * HOUR_MS, DAY_MS];
/** Somebody looks at a chart and waits: with its turns and pauses a question takes no longer, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** The past stays as it was; but it is not kept for those who no longer look. In milliseconds. */
const KEPT_MS = 10 * MINUTE_MS;
/** So long a failure is the answer to the same question, in milliseconds. */
const FAILED_MS = 15_000;
const MOST_KEPT = 50;
/** So long it counts as known before when a source tells nothing of a pair: a coin may be listed anew. In milliseconds. */
const BEGINNING_KEPT_MS = HOUR_MS;
const MOST_BEGINNINGS = 1_000;
const LONGEST_PAUSE_MS = MINUTE_MS;

/** A question with its answer, for all who ask the same. */
interface Question {
  readonly told: Promise<SourceCandles>;
  readonly stop: AbortController;
  /** How many wait for it. */
  waiting: number;
  /** On the clock that only goes forward; without end until there is an answer. */
  keptUntil: number;
}

/** Asks sources, for whoever looks, for what is older than the stored history; it is not stored. */
export class OlderPast {
  readonly #questions = new Map<string, Question>();
  /** Symbol → the end of its last question: one at a time. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #askAgainAt = new Map<SourceName, number>();
  /** Pair → the moment (ms) before which its source had nothing to tell, and until when that counts. */
  readonly #beginnings = new Map<string, { readonly at: number; readonly until: number }>();

  constructor(private readonly options: OlderPastOptions) {}

  /**
   * Never rejects because of the source: that is told in words.
   * @throws the signal's reason when it aborts
   */
  async ask(pair: Pair, wanted: CandlesRange, signal: AbortSignal): Promise<Older> {
    const range = rangeFor(wanted);
    const { stepMs } = range;
    const none = { candles: [] as readonly Candle[], stepMs, shape: "candles" } as const;
    if (pair.trouble !== null) return { ...none, problem: pair.trouble.reason };
    const begins = this.#beginningOf(pair);
    const from = Math.max(range.from, Math.floor(begins / stepMs) * stepMs);
    if (from >= range.to) return { ...none, problem: beginsWords(pair, begins) };
    try {
      const answer = await this.#answer(pair, { ...range, from }, signal);
      const found = beginningIn(answer, { ...range, from });
      if (found !== null) this.#noteBeginning(pair, begins === -Infinity ? found : begins);
      return olderOf(pair, wanted, range, answer);
    } catch (error) {
      signal.throwIfAborted();
      return { ...none, problem: this.#failureWords(pair, error) };
    }
  }

  /** Before it the source tells nothing; infinitely long ago where that is not known. */
  #beginningOf(pair: Pair): number {
    const { at, until } = this.#beginnings.get(keyOf(pair)) ?? { at: -Infinity, until: Infinity };
    return until > this.options.clock.monotonic() ? at : -Infinity;
  }

  #noteBeginning(pair: Pair, at: number): void {
    const until = this.options.clock.monotonic() + BEGINNING_KEPT_MS;
    this.#beginnings.set(keyOf(pair), { at, until });
    const [oldest = ""] = this.#beginnings.keys();
    if (this.#beginnings.size > MOST_BEGINNINGS) this.#beginnings.delete(oldest);
  }

  #failureWords({ symbol, source }: Pair, error: unknown): string {
    const label = SOURCE_LABELS[source];
    if (error instanceof UnknownPairError) return `${label} does not list ${symbol}`;
    if (error instanceof SourceError) return error.message;
    if (error instanceof DOMException) return `${label} did not answer in time`;
    const text = "Cannot ask {label} for older prices of {symbol}: {error}";
    this.options.log.warn(text, { label, symbol, error });
    return `${label} could not be asked`;
  }

  /** Whoever still waits hears that nothing came. */
  stop(): Promise<void> {
    for (const { stop } of this.#questions.values()) stop.abort();
    return Promise.resolve();
  }

  async #answer(pair: Pair, range: CandlesRange, signal: AbortSignal): Promise<SourceCandles> {
    signal.throwIfAborted();
    const key = [keyOf(pair), range.stepMs, range.from, range.to].join(" ");
    const question = this.#question(key, pair, range);
    question.waiting++;
    try {
      return await orAborted(question.told, signal);
    } finally {
      question.waiting--;
      const isForNobody = question.waiting === 0 && question.keptUntil === Infinity;
      if (isForNobody) this.#drop(key, question);
    }
  }

  #question(key: string, pair: Pair, range: CandlesRange): Question {
    const { clock } = this.options;
    const known = this.#questions.get(key);
    if (known !== undefined && known.keptUntil > clock.monotonic()) return known;
    const stop = new AbortController();
    const told = this.#inTurn(pair, range, stop.signal);
    const question: Question = { told, stop, waiting: 0, keptUntil: Infinity };
    const keep = (ms: number) => () => void (question.keptUntil = clock.monotonic() + ms);
    told.then(({ problem }) => keep(problem === null ? KEPT_MS : FAILED_MS)(), keep(FAILED_MS));
    this.#questions.delete(key);
    this.#questions.set(key, question);
    for (const [old, { keptUntil }] of this.#questions) {
      if (this.#questions.size <= MOST_KEPT) break;
      if (keptUntil !== Infinity) this.#questions.delete(old);
    }
    return question;
  }

  #drop(key: string, question: Question): void {
    question.stop.abort();
    if (this.#questions.get(key) === question) this.#questions.delete(key);
  }

  /** After the questions about the pair that were asked before. */
  async #inTurn(pair: Pair, range: CandlesRange, signal: AbortSignal): Promise<SourceCandles> {
    using limit = deadline(this.options.clock, TIMEOUT_MS, signal);
    const before = this.#turns.get(pair.symbol) ?? Promise.resolve();
    const work = before.then(() => this.#askSource(pair, range, limit));
    const end = work.catch(() => {}).then(() => {
      if (this.#turns.get(pair.symbol) === end) this.#turns.delete(pair.symbol);
    });
    this.#turns.set(pair.symbol, end);
    return await orAborted(work, limit);
  }

  async #askSource(pair: Pair, range: CandlesRange, limit: AbortSignal): Promise<SourceCandles> {
    limit.throwIfAborted();
    const source = this.options.sources.get(pair.source);
    if (source === undefined) throw new UnknownPairError(pair.symbol, pair.source);
    await this.#pause(pair.source, limit);
    return await orAborted(source.candles(pair, range, limit), limit);
  }

  /** Leaves the source alone for as long after each question as the loading of the past does. */
  async #pause(name: SourceName, limit: AbortSignal): Promise<void> {
    const { clock } = this.options;
    const now = clock.monotonic();
    const at = Math.max(now, this.#askAgainAt.get(name) ?? now);
    if (at - now >= TIMEOUT_MS) {
      const words = `${SOURCE_LABELS[name]} was asked just now and is next in`;
      throw new SourceError(name, `${words} ${durationWords(at - now)}`, "rateLimited");
    }
    this.#askAgainAt.set(name, at + this.#pauseMs(name));
    if (at > now) await clock.after(at - now, limit);
    limit.throwIfAborted();
  }

  #pauseMs(name: SourceName): number {
    const { sources, store: { state } } = this.options;
    const { candleCost, past = DEFAULT_PAST } = sources.get(name) ?? {};
    if (candleCost === undefined) return past.pauseMs;
    const own = [...state.pairs.values()].filter(({ source }) => source === name).length;
    const shareMs = MINUTE_MS * candleCost.weight / candleCost.weightPerMinute(own);
    return Math.min(LONGEST_PAUSE_MS, Math.max(past.pauseMs, shareMs));
  }
}

function keyOf({ symbol, addedAt }: Pair): string {
  return `${symbol} ${addedAt}`;
}

/** Whole candles, few enough to be asked for at once: wider ones, and of those the newest. */
function rangeFor({ from, to, stepMs: wantedMs }: CandlesRange): CandlesRange {
  const least = Math.max(MINUTE_MS, wantedMs);
  const widths = [least, ...WIDER_MS.filter((ms) => ms > least)];
  const stepMs = widths.find((ms) => candleCount({ from, to }, ms) <= MOST_CANDLES) ??
    Math.max(least, DAY_MS);
  const end = Math.ceil(to / stepMs) * stepMs;
  const start = Math.floor(from / stepMs) * stepMs;
  return { from: Math.max(start, end - MOST_CANDLES * stepMs), to: end, stepMs };
}

function olderOf(
  pair: Pair,
  wanted: CandlesRange,
  range: CandlesRange,
  answer: SourceCandles,
): Older {
  const { candles, stepMs, shape, problem } = answer;
  const told = { candles, stepMs, shape };
  if (problem !== null) return { ...told, problem };
  const begins = beginningIn(answer, range);
  if (begins !== null) return { ...told, problem: beginsWords(pair, begins) };
  if (range.from <= wanted.from) return { ...told, problem: null };
  return { ...told, problem: `What was before ${isoTime(range.from)} was not asked for: too much` };
}

/** Since when (ms) a source knows the pair, where that is within what it was asked about; else null. */
function beginningIn(
  { candles, stepMs, covered, problem }: SourceCandles,
  range: CandlesRange,
): number | null {
  if (problem !== null) return null;
  const from = Math.min(covered?.from ?? Infinity, candles[0]?.at ?? Infinity, range.to);
  return from > range.from + stepMs ? from : null;
}

function beginsWords({ source, symbol }: Pair, begins: number): string {
  return `${SOURCE_LABELS[source]} tells nothing of ${symbol} before ${isoTime(begins)}`;
}
