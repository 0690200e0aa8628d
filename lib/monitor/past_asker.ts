import type { Grain } from "@/lib/market/coverage.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/sources/bar_steps.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { SourceBars, Stretch } from "@/lib/sources/source_bars.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { Store } from "@/lib/store/store.ts";
import type { PacedSource } from "./gap_limit.ts";
import type { PastJudge } from "./past_judge.ts";
import { unjudgedStretch } from "./unjudged_stretch.ts";

export interface PastAskerOptions {
  readonly store: Store;
  readonly judge: PastJudge;
  readonly now: () => number;
}

/** What a source told of the time up to now. */
export interface Told {
  readonly grain: Grain;
  /** Everything before this moment was told, in milliseconds. */
  readonly to: number;
  /** Width of the bars, in milliseconds: one that began at `to` may be under way. */
  readonly stepMs: number;
}

type TellingSource = PacedSource & Pick<MarketSource, "bars">;

/** Asks a source for what happened since a pair's alarms were last judged, and has each answer judged. */
export class PastAsker {
  constructor(private readonly options: PastAskerOptions) {}

  /**
   * How closely and how far the stretch was judged; null when only its beginning was told. Wide bars end before now,
   * up to the width of one: narrower ones tell the rest, where the source has them.
   * @throws {Error} the source could not be asked, or told nothing
   */
  async ask(source: TellingSource, pair: Pair, signal: AbortSignal): Promise<Told | null> {
    const { store } = this.options;
    let told = await this.#askOnce(source, pair, signal);
    while (told.isAsWanted) {
      const rest = store.state.pairs.get(pair.symbol);
      if (rest?.addedAt !== pair.addedAt || stepFor(this.#stretch(rest)) >= told.stepMs) break;
      told = await this.#askOnce(source, rest, signal);
    }
    const { grain, to, stepMs } = told;
    if (told.problem === null) return { grain, to, stepMs };
    // Without getting on, the newest price would wait for ever.
    const judged = judgedAt(store.state.pairs.get(pair.symbol));
    if (judged === judgedAt(pair)) throw new Error(told.problem);
    return null;
  }

  async #askOnce(source: TellingSource, pair: Pair, signal: AbortSignal) {
    const range = this.#stretch(pair);
    const wantedMs = stepFor(range);
    const answer = await source.bars(pair, { ...range, stepMs: wantedMs }, signal);
    const grain = await this.options.judge.judge(pair, source, answer);
    const { stepMs, problem } = answer;
    return { grain, stepMs, to: toldTo(answer), isAsWanted: stepMs === wantedMs, problem };
  }

  /** This moment included: the bar that begins now shows that the one before it is over. */
  #stretch(pair: Pair): Stretch {
    const { from, to } = unjudgedStretch(pair, this.options.now());
    return { from, to: to + 1 };
  }
}

/** Up to when an answer speaks for all; what is still open it does not. */
export function toldTo({ bars, newestOpen, covered }: SourceBars): number {
  const newest = bars.at(-1);
  return newestOpen && newest !== undefined ? newest.at : covered?.to ?? -Infinity;
}

/** Seconds are asked for of so long a stretch at most: one request has them all. In milliseconds. */
export const LONGEST_SECONDS_MS = 15 * MINUTE_MS;

/** Seconds for a quarter of an hour, minutes for two days, hours beyond. */
export function stepFor({ from, to }: Stretch): number {
  if (to - from <= LONGEST_SECONDS_MS) return SECOND_MS;
  return to - from <= 48 * HOUR_MS ? MINUTE_MS : HOUR_MS;
}

function judgedAt(pair: Pair | undefined): string | null {
  return pair === undefined ? null : judgedPoint(pair)?.timestamp ?? null;
}
