import type { Logger } from "@/lib/logs/get_logger.ts";
import type { Bar } from "@/lib/market/bar.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import { OWN_TIME } from "@/lib/sources/own_time.ts";
import { type PriceSource, SourceError } from "@/lib/sources/source.ts";
import type { Stretch } from "@/lib/sources/source_bars.ts";
import type { Event } from "@/lib/store/event.ts";
import type { Pair } from "@/lib/store/state.ts";
import { silenceOldest } from "@/lib/store/silence_oldest.ts";
import type { Store } from "@/lib/store/store.ts";
import { decideGap, type Gap } from "./decide_gap.ts";
import { durationWords } from "@/lib/live/duration_words.ts";

/** A price source that can tell the past. */
export type Source = PriceSource & Pick<MarketSource, "bars" | "planInterval">;

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

/**
 * After a restart, an outage or a sleep, asks the source what happened meanwhile, and judges that
 * before the newest price. A stretch that the source cannot tell is logged as unwatched.
 */
export class LookBack {
  readonly #startedAt: number;

  constructor(private readonly options: LookBackOptions) {
    this.#startedAt = options.now();
  }

  /** Whether so much time has passed since the pair's last price that the past must be asked for. */
  isNeeded(pair: Pair, source: Source): boolean {
    if (pair.lastUpdate === null || pair.trouble !== null) return false;
    const { intervalMs, now } = this.options;
    const usual = OWN_TIME.has(source.name) ? source.staleAfterMs : SHORTEST_GAP_MS;
    return now() - Date.parse(pair.lastUpdate) > Math.max(GAP_INTERVALS * intervalMs, usual);
  }

  /**
   * Judges the gaps of these pairs, those with the most alarms first. Once the source cannot be asked,
   * the rest are given up. Answers the pairs there was no time for: they go on in the next check.
   */
  async fill(
    source: Source,
    pairs: readonly Pair[],
    signal: AbortSignal,
  ): Promise<readonly Pair[]> {
    const waiting = pairs.toSorted((a, b) => b.alarms.length - a.alarms.length);
    const cut: Pair[] = [];
    let filled = 0;
    let failure: unknown = null;
    const worker = async () => {
      for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
        const problem = failure ?? await this.#tryOne(source, pair, signal);
        if (problem === null) filled++;
        else if (signal.aborted) cut.push(pair);
        else this.#giveUp(pair, problem);
        if (problem instanceof SourceError) failure = problem;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    // A source that gave nothing in all this time would keep the newest prices waiting for ever.
    if (filled > 0) return cut;
    for (const pair of cut) this.#giveUp(pair, failure);
    return [];
  }

  /** What went wrong; null when the gap was judged. */
  async #tryOne(source: Source, pair: Pair, signal: AbortSignal): Promise<unknown> {
    try {
      await this.#judge(pair, await this.#ask(source, pair, signal));
      return null;
    } catch (error) {
      return error;
    }
  }

  async #ask(source: Source, pair: Pair, signal: AbortSignal): Promise<Gap> {
    const range = this.#stretch(pair);
    const stepMs = stepFor(range);
    const answer = await source.bars(pair, { ...range, stepMs }, signal);
    // What is still open is told by the newest price.
    const bars = answer.newestOpen ? answer.bars.slice(0, -1) : answer.bars;
    if (answer.problem !== null) this.#unwatched(pair, answer.problem);
    const why = this.#why(pair, range);
    const width = answer.shape === "bars" ? answer.stepMs : 0;
    return { symbol: pair.symbol, bars, stepMs: width, why };
  }

  async #judge(pair: Pair, gap: Gap): Promise<void> {
    const { store, now, log } = this.options;
    let fired = 0;
    for (const bars of inSlices(gap.bars, pair.alarms.length)) {
      fired += await store.change((state) => {
        // Removed, and perhaps added again, while the source was asked.
        if (state.pairs.get(pair.symbol)?.addedAt !== pair.addedAt) {
          return { events: [], result: 0 };
        }
        const input = { gap: { ...gap, bars }, histories: store.histories, now: now() };
        const found = decideGap(state, input);
        const events = [...found, ...silenceOldest(state, found, now())];
        return { events, result: events.filter(isFire).length };
      });
    }
    log.info("Looked back over {span} of {symbol} in {bars} bars: {fired} fires", {
      span: durationWords(this.#stretch(pair).to - this.#stretch(pair).from),
      symbol: pair.symbol,
      bars: gap.bars.length,
      fired,
    });
  }

  #stretch({ lastUpdate }: Pair): Stretch {
    const to = this.options.now();
    return { from: lastUpdate === null ? to : Date.parse(lastUpdate), to };
  }

  #why({ source }: Pair, { from }: Stretch): string {
    return from < this.#startedAt ? "the program was not running" : `no price came from ${source}`;
  }

  #giveUp(pair: Pair, error: unknown): void {
    this.#unwatched(pair, error instanceof Error ? error.message : String(error));
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
