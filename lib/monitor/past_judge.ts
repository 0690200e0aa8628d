import { durationWords } from "@/lib/live/duration_words.ts";
import type { Logger } from "@/lib/logs/get_logger.ts";
import type { Bar } from "@/lib/market/bar.ts";
import type { Grain } from "@/lib/market/coverage.ts";
import type { SourceBars, Stretch } from "@/lib/sources/source_bars.ts";
import type { Event } from "@/lib/store/event.ts";
import { silenceOldest } from "@/lib/store/silence_oldest.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { Store } from "@/lib/store/store.ts";
import { decideGap, type Gap } from "./decide_gap.ts";
import type { GapLimit, PacedSource } from "./gap_limit.ts";
import { gapOf } from "./gap_of.ts";
import { isPriceOnly } from "./is_price_only.ts";
import { unjudgedStretch } from "./unjudged_stretch.ts";

/** Bars times alarms that are judged in one turn of the event loop. */
const JUDGEMENTS_AT_ONCE = 20_000;

export interface PastJudgeOptions {
  readonly store: Store;
  readonly gapLimit: GapLimit;
  readonly now: () => number;
  readonly log: Logger;
}

/** Judges a pair's alarms on what a source told of the time since they were last judged. */
export class PastJudge {
  readonly #startedAt: number;

  constructor(private readonly options: PastJudgeOptions) {
    this.#startedAt = options.now();
  }

  /** Commits what is found; answers how closely the stretch was watched. */
  async judge(pair: Pair, source: PacedSource, answer: SourceBars): Promise<Grain> {
    const { store: { histories }, gapLimit, now } = this.options;
    const stretch = unjudgedStretch(pair, now());
    const why = gapLimit.isGap(pair, source) ? this.#why(pair, stretch) : null;
    const gap = gapOf(pair, { answer, history: histories.get(pair.symbol), why });
    const fired = await this.#judgeGap(pair, gap);
    if (why !== null) this.#tell(gap, stretch, fired);
    return gap.grain;
  }

  async #judgeGap(pair: Pair, gap: Gap): Promise<number> {
    let fired = 0;
    for (const bars of inSlices(gap.bars, pair.alarms.length)) {
      fired += await this.#judgeSlice(pair, { ...gap, bars });
    }
    return fired;
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

  #why({ source }: Pair, { from }: Stretch): string {
    return from < this.#startedAt ? "the program was not running" : `no price came from ${source}`;
  }

  #tell({ symbol, bars }: Gap, { from, to }: Stretch, fired: number): void {
    this.options.log.info("Looked back over {span} of {symbol} in {bars} bars: {fired} fires", {
      span: durationWords(to - from),
      symbol,
      bars: bars.length,
      fired,
    });
  }
}

/** So many bars at a time that the event loop is not held up; a slice is judged and committed whole. */
function* inSlices(bars: readonly Bar[], alarms: number): Generator<readonly Bar[]> {
  const size = Math.max(10, Math.floor(JUDGEMENTS_AT_ONCE / (alarms + 10)));
  for (let from = 0; from < bars.length; from += size) yield bars.slice(from, from + size);
}

function isFire(event: Event): boolean {
  return event.type === "alarmFired";
}
