import type { Logger } from "@/lib/logs/get_logger.ts";
import type { Bar } from "@/lib/market/bar.ts";
import { type Grain, grainOfBars } from "@/lib/market/coverage.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import { OWN_TIME } from "@/lib/sources/own_time.ts";
import { type PriceSource, SourceError } from "@/lib/sources/source.ts";
import type { SourceBars, Stretch } from "@/lib/sources/source_bars.ts";
import type { Event } from "@/lib/store/event.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { Pair } from "@/lib/store/state.ts";
import { silenceOldest } from "@/lib/store/silence_oldest.ts";
import type { Store } from "@/lib/store/store.ts";
import { decideGap, type Gap } from "./decide_gap.ts";
import { durationWords } from "@/lib/live/duration_words.ts";
import { isPriceOnly } from "./is_price_only.ts";

/** A price source that can tell the past. */
export type Source =
  & PriceSource
  & Pick<MarketSource, "bars" | "planInterval" | "usage" | "wicks">;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** A shorter time without a price is no gap, however short the interval is. */
const SHORTEST_GAP_MS = 10 * SECOND_MS;
/** Missed intervals that make a gap. */
const GAP_INTERVALS = 2.5;
/** Pairs whose past is asked for at the same time. */
const AT_ONCE = 4;
/** Bars times alarms that are judged in one turn of the event loop. */
const JUDGEMENTS_AT_ONCE = 20_000;

export interface LookBackOptions {
  readonly store: Store;
  readonly intervalMs: number;
  readonly now: () => number;
  readonly log: Logger;
}

/** The symbols of the pairs by what came of looking back. */
export interface LookedBack {
  /** Judged up to the newest bar, by how closely. */
  readonly filled: ReadonlyMap<string, Grain>;
  /** There was no time for them, only the beginning was told, or somebody else is at it: they go on later. */
  readonly cut: ReadonlySet<string>;
  /** Could not be told, with what went wrong. */
  readonly failed: ReadonlyMap<string, unknown>;
}

/**
 * Asks the source what happened since alarms were last judged (after a restart, an outage or a sleep,
 * or just between two prices), and judges that before anything newer. A stretch that the source cannot
 * tell is logged as unwatched.
 */
export class LookBack {
  readonly #startedAt: number;
  readonly #underWay = new Set<string>();

  constructor(private readonly options: LookBackOptions) {
    this.#startedAt = options.now();
  }

  /** Whether so much time has passed since the pair's last price that nobody can be said to have watched it. */
  isGap(pair: Pair, source: Source): boolean {
    if (pair.lastUpdate === null || pair.trouble !== null) return false;
    return this.options.now() - Date.parse(pair.lastUpdate) > this.gapMs(source);
  }

  /** How long without a price is a gap at this source, in milliseconds. */
  gapMs(source: Source, apartMs = this.#apartMs(source)): number {
    const usual = OWN_TIME.has(source.name) ? source.staleAfterMs : SHORTEST_GAP_MS;
    return Math.max(GAP_INTERVALS * apartMs, usual);
  }

  /** A source may be asked less often than at every check, so that what it allows lasts. */
  #apartMs(source: Source): number {
    return Math.max(this.options.intervalMs, source.usage?.()?.slowedTo ?? 0);
  }

  /** Judges what happened to these pairs, those with the most alarms first. Once the source cannot be asked, the rest have failed. */
  async fill(
    source: Source,
    pairs: readonly Pair[],
    signal: AbortSignal,
  ): Promise<LookedBack> {
    const free = pairs.filter(({ symbol }) => !this.#underWay.has(symbol));
    const filled = new Map<string, Grain>();
    const failed = new Map<string, unknown>();
    const waiting = free.toSorted((a, b) => b.alarms.length - a.alarms.length);
    for (const { symbol } of free) this.#underWay.add(symbol);
    let failure: unknown = null;
    let isInVain = true;
    const worker = async () => {
      for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
        const { grain, problem } = failure === null
          ? await this.#tryOne(source, pair, signal)
          : { grain: null, problem: failure };
        if (grain !== null) filled.set(pair.symbol, grain);
        else if (problem !== undefined && !signal.aborted) failed.set(pair.symbol, problem);
        if (problem === undefined) isInVain = false;
        if (isOfSource(problem)) failure = problem;
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    } finally {
      for (const { symbol } of free) this.#underWay.delete(symbol);
    }
    // A source that gave nothing in all this time would keep the newest prices waiting for ever.
    for (const { symbol } of isInVain ? free : []) {
      if (!failed.has(symbol)) failed.set(symbol, failure);
    }
    const cut = pairs.map(({ symbol }) => symbol)
      .filter((symbol) => !filled.has(symbol) && !failed.has(symbol));
    return { filled, cut: new Set(cut), failed };
  }

  /** Says that nobody will tell what happened to a pair; between two usual prices that is not worth a word. */
  giveUp(pair: Pair, source: Source, error: unknown): void {
    if (!this.isGap(pair, source)) return;
    this.#unwatched(pair, error instanceof Error ? error.message : String(error));
  }

  /** How closely the stretch was judged; null when it was not, with the problem, or only its beginning. */
  async #tryOne(
    source: Source,
    pair: Pair,
    signal: AbortSignal,
  ): Promise<{ grain: Grain | null; problem?: unknown }> {
    try {
      return { grain: await this.#judgeAll(source, pair, signal) };
    } catch (problem) {
      return { grain: null, problem };
    }
  }

  /** Wide bars end before now, up to the width of one: narrower ones tell the rest, where the source has them. */
  async #judgeAll(source: Source, pair: Pair, signal: AbortSignal): Promise<Grain | null> {
    let told = await this.#judgeOnce(source, pair, signal);
    while (told.isAsWanted) {
      const rest = this.options.store.state.pairs.get(pair.symbol);
      if (rest?.addedAt !== pair.addedAt || stepFor(this.#stretch(rest)) >= told.stepMs) break;
      told = await this.#judgeOnce(source, rest, signal);
    }
    if (told.problem === null) return told.grain;
    const { pairs } = this.options.store.state;
    // Without getting on, the newest price would wait for ever.
    if (judgedAt(pairs.get(pair.symbol)) === judgedAt(pair)) throw new Error(told.problem);
    return null;
  }

  async #judgeOnce(source: Source, pair: Pair, signal: AbortSignal) {
    const range = this.#stretch(pair);
    const wantedMs = stepFor(range);
    const answer = await source.bars(pair, { ...range, stepMs: wantedMs }, signal);
    const grain = await this.#judge(pair, source, answer);
    const { stepMs, problem } = answer;
    return { grain, stepMs, isAsWanted: stepMs === wantedMs, problem };
  }

  async #judge(pair: Pair, source: Source, answer: SourceBars): Promise<Grain> {
    const stretch = this.#stretch(pair);
    const gap = this.#gapOf(pair, source, answer);
    let fired = 0;
    for (const bars of inSlices(gap.bars, pair.alarms.length)) {
      fired += await this.#judgeSlice(pair, { ...gap, bars });
    }
    if (gap.why === null) return gap.grain;
    this.options.log.info("Looked back over {span} of {symbol} in {bars} bars: {fired} fires", {
      span: durationWords(stretch.to - stretch.from),
      symbol: pair.symbol,
      bars: gap.bars.length,
      fired,
    });
    return gap.grain;
  }

  #gapOf(pair: Pair, source: Source, answer: SourceBars): Gap & { readonly grain: Grain } {
    const { shape, stepMs, covered } = answer;
    // What is still open is told by the newest price.
    const bars = answer.newestOpen ? answer.bars.slice(0, -1) : answer.bars;
    return {
      symbol: pair.symbol,
      bars,
      stepMs: shape === "bars" ? stepMs : 0,
      grain: shape === "bars" ? grainOfBars(stepMs) : "point",
      coveredFrom: covered?.from ?? Infinity,
      known: this.#known(pair, bars[0], stepMs),
      why: this.isGap(pair, source) ? this.#why(pair) : null,
    };
  }

  /**
   * What is known already of the first bar, where that began before the stretch. The history may hold it
   * within a longer bar: then the price judged last is all that is known.
   */
  #known({ symbol, ...pair }: Pair, first: Bar | undefined, stepMs: number): Gap["known"] {
    const last = judgedPoint(pair);
    if (first === undefined || last === null) return null;
    const until = Date.parse(last.timestamp);
    if (first.at > until) return null;
    const bars = this.options.store.histories.get(symbol)?.bars(first.at, until, stepMs) ?? [];
    return {
      low: Math.min(last.price, ...bars.map(({ low }) => low)),
      high: Math.max(last.price, ...bars.map(({ high }) => high)),
    };
  }

  #judgeSlice(pair: Pair, gap: Gap): Promise<number> {
    const { store, now } = this.options;
    return store.change((state) => {
      // Removed, and perhaps added again, while the source was asked.
      if (state.pairs.get(pair.symbol)?.addedAt !== pair.addedAt) {
        return { events: [], result: 0 };
      }
      const found = decideGap(state, { gap, histories: store.histories, now: now() });
      const events = [...found, ...silenceOldest(state, found, now())];
      return { events, result: events.filter(isFire).length, isLazy: isPriceOnly(events) };
    });
  }

  #stretch(pair: Pair): Stretch {
    const to = this.options.now();
    const last = judgedPoint(pair);
    return { from: last === null ? to : Date.parse(last.timestamp), to };
  }

  #why(pair: Pair): string {
    const { from } = this.#stretch(pair);
    return from < this.#startedAt
      ? "the program was not running"
      : `no price came from ${pair.source}`;
  }

  #unwatched(pair: Pair, reason: string): void {
    const { from, to } = this.#stretch(pair);
    this.options.log.warn("{symbol} was not watched from {from} to {to}: {reason}", {
      symbol: pair.symbol,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      reason,
    });
  }
}

/** Whether asking about another pair would fail as well; an unusable answer is about one pair only. */
function isOfSource(problem: unknown): boolean {
  return problem instanceof SourceError && problem.kind !== "badAnswer";
}

function judgedAt(pair: Pair | undefined): string | null {
  return pair === undefined ? null : judgedPoint(pair)?.timestamp ?? null;
}

/** Seconds for a quarter of an hour, minutes for two days, hours beyond. */
function stepFor({ from, to }: Stretch): number {
  if (to - from <= 15 * MINUTE_MS) return SECOND_MS;
  return to - from <= 48 * HOUR_MS ? MINUTE_MS : HOUR_MS;
}

/** So many bars at a time that the event loop is not held up; a slice is judged and committed whole. */
function* inSlices(bars: readonly Bar[], alarms: number): Generator<readonly Bar[]> {
  const size = Math.max(10, Math.floor(JUDGEMENTS_AT_ONCE / (alarms + 10)));
  for (let from = 0; from < bars.length; from += size) yield bars.slice(from, from + size);
}

function isFire(event: Event): boolean {
  return event.type === "alarmFired";
}
