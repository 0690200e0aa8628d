import type { OpenGap, Pair } from "@/lib/alarms/pair.ts";
import { Background, doAtOnce, doInTurns, Turns } from "@/lib/time/turns.ts";
import { durationWords } from "@/lib/text/times.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Span } from "@/lib/market/candle.ts";
import { SOURCE_LABELS } from "@/lib/market/source_name.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import {
  type CandlesRange,
  type SourceCandles,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import type { Store } from "@/lib/store/store.ts";
import { type Clock, deadline, orAborted } from "@/lib/time/clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { evaluate, isFire, resolutionOf } from "./evaluate.ts";
import {
  type AnsweredGap,
  changedSince,
  decideOpenGap,
  evaluateGap,
  joined,
  NOTHING_TOLD,
  type Replayed,
} from "./evaluate_later.ts";
import { answeredUpTo, edgesOf, evaluatedAt, LONGEST_SECONDS_MS, stepFor } from "./gap.ts";

/** A source that can tell the past. */
type GapSource = Pick<MarketSource, "name" | "candles" | "candleCost">;

interface OpenGapsOptions {
  readonly source: GapSource;
  readonly store: Store;
  /** Has the pair whose gap is being evaluated. */
  readonly held: Map<string, Promise<void>>;
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  readonly random?: () => number;
  readonly log: Pick<Logger, "info" | "warn">;
}

/** An answer that takes longer is given up, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** The wait after a failure doubles from the first to the second of these, in milliseconds. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
/** The pause between two questions where the source says nothing of its limits, in milliseconds. */
const USUAL_PAUSE_MS = 1_000;
/** How often alarms are evaluated in turns that somebody changed meanwhile; after that, at once. */
const MOST_ROUNDS = 5;
/** A source may be behind by so much: after that, what it does not tell it does not know. In milliseconds. */
const BEHIND_MS = 10 * 60_000;
/** Candles that have just ended may not be told yet, in milliseconds. */
const ENDED_MS = 2_000;

/** Asks one source about the gaps of its pairs, one after the other, the oldest first, until it tells them. */
export class OpenGaps {
  readonly #work: Background;
  /** Symbol → when to ask about it again, on the clock that only goes forward. */
  readonly #notBefore = new Map<string, number>();
  #askAgainAt = -Infinity;
  /** Failures since anything was told. */
  #inRow = 0;
  /** Symbol → the program's own fault that keeps its gap from being evaluated. */
  readonly #faults = new Map<string, string>();

  constructor(private readonly options: OpenGapsOptions) {
    const { clock, store } = options;
    const hasFailed = () => store.problem !== null;
    this.#work = new Background({ clock, hasFailed, next: () => this.#next() });
  }

  /** Goes on with what an earlier run left, and with every gap that comes. */
  start(): void {
    this.options.store.onCommitted(() => this.#work.wake(), ["gapLeft", "gapTold", "clockMoved"]);
    this.#work.wake();
  }

  /** Stops asking; resolves when what was under way has been committed or dropped. */
  stop(): Promise<void> {
    return this.#work.stop();
  }

  /** The gap to ask about next, the oldest of those that may be asked about first, and when. */
  #next() {
    const { store: { state }, source } = this.options;
    let best: { pair: Pair; gap: OpenGap; at: number } | null = null;
    for (const pair of state.pairs.values()) {
      const gap = pair.openGaps?.[0];
      if (gap === undefined || pair.source !== source.name || pair.trouble !== null) continue;
      const at = Math.max(this.#notBefore.get(pair.symbol) ?? -Infinity, this.#askAgainAt);
      const isSooner = best === null || at < best.at ||
        (at === best.at && gap.from.timestamp < best.gap.from.timestamp);
      if (isSooner) best = { pair, gap, at };
    }
    if (best === null) return null;
    const { pair, gap, at } = best;
    return { at, step: () => this.#step(pair, gap) };
  }

  async #step(pair: Pair, gap: OpenGap): Promise<void> {
    const { source, clock } = this.options;
    using signal = deadline(clock, TIMEOUT_MS, this.#work.signal);
    let waitMs = this.#pauseMs(source);
    try {
      await this.#ask(pair, gap, signal);
      this.#inRow = 0;
      this.#faults.delete(pair.symbol);
    } catch (error) {
      if (this.#work.hasEnded) return;
      const isSources = error instanceof SourceError || signal.aborted;
      if (isSources) waitMs = Math.max(waitMs, this.#waitAfter(error));
      else this.#putOff(pair, error);
    }
    this.#askAgainAt = clock.monotonic() + waitMs;
  }

  async #ask(pair: Pair, gap: OpenGap, signal: AbortSignal): Promise<void> {
    const { source, clock } = this.options;
    try {
      const range = rangeFor(spanOf(gap), clock.now());
      const answer = await orAborted(source.candles(pair, range, signal), signal);
      if (this.#work.hasEnded) return;
      if (answer.problem !== null) throw new SourceError(source.name, answer.problem, "badAnswer");
      await this.#take(pair, gap, answer);
    } catch (error) {
      if (this.#work.hasEnded || !(error instanceof UnknownPairError)) throw error;
      await this.#giveUp(pair, gap, error.message);
    }
  }

  /** A share of what the source allows, as for the candles between two prices. */
  #pauseMs({ name, candleCost }: GapSource): number {
    if (candleCost === undefined) return USUAL_PAUSE_MS;
    const pairs = [...this.options.store.state.pairs.values()];
    const own = pairs.filter(({ source }) => source === name).length;
    return 60_000 * candleCost.weight / candleCost.weightPerMinute(own);
  }

  #waitAfter(error: unknown): number {
    const { clock, random = Math.random } = this.options;
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#inRow++);
    const retryAt = error instanceof SourceError ? error.retryAt : null;
    const waitMs = Math.max(longest * (0.5 + random() / 2), (retryAt ?? 0) - clock.now());
    return Math.ceil(waitMs);
  }

  /** A fault of the program itself recurs at each try: it is logged once, and the other pairs go on. */
  #putOff({ symbol }: Pair, error: unknown): void {
    const { clock, log } = this.options;
    this.#notBefore.set(symbol, clock.monotonic() + LONGEST_WAIT_MS);
    if (this.#faults.get(symbol) === String(error)) return;
    this.#faults.set(symbol, String(error));
    log.warn("What {symbol} missed cannot be evaluated: {error}", { symbol, error });
  }

  async #take(pair: Pair, gap: OpenGap, answer: SourceCandles): Promise<void> {
    const { clock, source } = this.options;
    const { from, to } = spanOf(gap);
    const until = answeredUpTo(answer);
    const isOld = clock.now() - to > BEHIND_MS;
    if (until < to && !isOld) {
      const openMs = answer.newestOpen ? until + answer.stepMs - clock.now() : 0;
      this.#notBefore.set(pair.symbol, clock.monotonic() + Math.max(ENDED_MS, openMs + ENDED_MS));
      return;
    }
    const told = {
      from: Math.max(from, answer.covered?.from ?? Infinity),
      to: Math.min(to, until),
    };
    if (answer.covered === null || told.from >= told.to) {
      await this.#giveUp(pair, gap, `${SOURCE_LABELS[source.name]} knows nothing of it`);
      return await this.#goOn(pair, answer);
    }
    const evaluating = this.#evaluate(pair, gap, { answer, span: told });
    this.#hold(pair, evaluating);
    await evaluating;
    await this.#goOn(pair, answer);
  }

  /**
   * The answer may have what came after the gap and is not evaluated yet: a newest price waits for it, or there was
   * another gap, over which alarms have gone on or not. Whoever asks about that anew may be refused, or told less.
   */
  async #goOn({ symbol, addedAt }: Pair, answer: SourceCandles): Promise<void> {
    const pair = this.options.store.state.pairs.get(symbol);
    if (pair?.addedAt !== addedAt || answer.stepMs > SECOND_MS || this.#work.hasEnded) return;
    const next = pair.openGaps?.[0];
    if (next !== undefined && isTold(next, answer)) return await this.#take(pair, next, answer);
    const behindMs = answeredUpTo(answer) - (evaluatedAt(pair) ?? Infinity);
    // The second that has just ended comes by the stream, too.
    if (pair.judged === undefined && behindMs <= 2 * SECOND_MS) return;
    await evaluate(pair, { answer, why: null }, this.options);
  }

  /** Nothing newer is evaluated of the pair until then. */
  #hold({ symbol }: Pair, until: Promise<void>): void {
    const { held } = this.options;
    const free = () => void held.delete(symbol);
    held.set(symbol, until.then(free, free));
  }

  async #evaluate(
    pair: Pair,
    gap: OpenGap,
    { answer, span }: { readonly answer: SourceCandles; readonly span: Span },
  ): Promise<void> {
    const { store, source, clock, log } = this.options;
    const turns = new Turns({ elapsed: () => clock.monotonic() });
    const history = store.histories.get(pair.symbol);
    const asked = { answer, history, receivedAt: clock.now() };
    const replay = (present: Pair) => evaluateGap(present, gap, asked);
    let replayed: Replayed = NOTHING_TOLD;
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
      const present = await this.#newest(pair);
      if (present === null) return;
      const alarms = changedSince(replayed, present);
      if (rounds > 0 && alarms.length === 0) break;
      replayed = joined(replayed, await doInTurns(replay({ ...present, alarms }), turns));
    }
    const told = { span, grain: resolutionOf(answer) };
    const why = `${SOURCE_LABELS[source.name]} told it only then`;
    const fired = await this.#commit(pair, gap, (present) => {
      const alarms = changedSince(replayed, present);
      if (alarms.length === 0) return { replayed, told, why };
      const rest = doAtOnce(replay({ ...present, alarms }));
      return { replayed: joined(replayed, rest), told, why };
    });
    log.info("What happened to {symbol} from {from} on, for {span}, is told: {fired} fires", {
      symbol: pair.symbol,
      from: gap.from.timestamp,
      span: durationWords(span.to - span.from),
      fired,
    });
  }

  /** The pair as it is decided; what was decided before may not be on disk yet. Null when it is gone. */
  #newest({ symbol, addedAt }: Pair): Promise<Pair | null> {
    return this.options.store.change(({ pairs }) => {
      const pair = pairs.get(symbol);
      return { events: [], result: pair?.addedAt === addedAt ? pair : null };
    });
  }

  async #giveUp(pair: Pair, gap: OpenGap, reason: string): Promise<void> {
    await this.#commit(pair, gap, () => ({ replayed: NOTHING_TOLD, told: null, why: reason }));
    this.options.log.warn("{symbol} was not watched from {from} to {to}: {reason}", {
      symbol: pair.symbol,
      from: gap.from.timestamp,
      to: gap.to.timestamp,
      reason,
    });
  }

  #commit(
    { symbol, addedAt }: Pair,
    gap: OpenGap,
    find: (present: Pair) => Pick<AnsweredGap, "replayed" | "told" | "why">,
  ): Promise<number> {
    const { store, clock } = this.options;
    return store.change((state) => {
      const present = state.pairs.get(symbol);
      if (present?.addedAt !== addedAt) return { events: [], result: 0 };
      const found = { symbol, addedAt, gap, ...find(present), now: clock.now() };
      const events = decideOpenGap(state, found);
      return { events, result: events.filter(isFire).length };
    });
  }
}

/** The gap, and where seconds are asked for also what came after it: windows that begin in it end there. */
function rangeFor(span: Span, now: number): CandlesRange {
  const stepMs = stepFor(span);
  const { from, to } = span;
  if (stepMs > SECOND_MS) return { from, to: to + 1, stepMs };
  return { from, to: Math.max(to, Math.min(now, from + LONGEST_SECONDS_MS)) + 1, stepMs };
}

/** Whether an answer has all of a gap. */
function isTold(gap: OpenGap, answer: SourceCandles): boolean {
  const { from, to } = spanOf(gap);
  return (answer.covered?.from ?? Infinity) <= from && to <= answeredUpTo(answer);
}

function spanOf(gap: OpenGap): Span {
  const { from, to } = edgesOf(gap);
  return { from: from.at, to: to.at };
}
