import { accept, believedPart, type Doubt, withoutBadTicks } from "@/lib/market/accept.ts";
import type { Bar } from "@/lib/market/bar.ts";
import { barObservation } from "@/lib/market/bar_observation.ts";
import { NO_HISTORY } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { OverlayHistory } from "@/lib/market/overlay_history.ts";
import type { JudgeContext } from "./judge_context.ts";
import { recordAfter } from "./record_after.ts";
import type { KnownPast } from "./window_reference.ts";

export interface BarWalkOptions {
  readonly symbol: string;
  /** Width of the bars, in milliseconds. */
  readonly stepMs: number;
  /** A bar that is not over yet ends here; in milliseconds since the Unix epoch. */
  readonly now: number;
  /** From when on maximum and minimum are recorded (ms); from the first bar when left out. */
  readonly recordFrom?: number;
  /** Maximum and minimum from before the first bar, where that is known. */
  readonly maxPrice?: number | null;
  readonly minPrice?: number | null;
  /** Whether a moment (ms) lies within a stretch that nobody watched. */
  readonly isUnwatched?: KnownPast["isUnwatched"];
}

/**
 * Goes over bars in order and tells of each what alarms would have been judged by, had it been seen
 * when it happened: the same that `decideGap` makes of a stretch that nobody watched.
 */
export class BarWalk {
  readonly #history = new OverlayHistory(NO_HISTORY);
  /** The newest, which is no part of the history until the next one comes. */
  #accepted: Observation | null = null;
  #maxPrice: number | null;
  #minPrice: number | null;
  #unconfirmed: Doubt | null = null;

  constructor(private readonly options: BarWalkOptions) {
    this.#maxPrice = options.maxPrice ?? null;
    this.#minPrice = options.minPrice ?? null;
  }

  /** What the next bar is judged by; null when nothing is, because its price waits for its confirmation. */
  next(bar: Bar): JudgeContext | null {
    const observation = this.#accept(this.#observe(bar));
    if (observation === null) return null;
    if (this.#accepted !== null) this.#history.add(this.#accepted.at, this.#accepted.price);
    const context = this.#contextOf(observation);
    this.#accepted = observation;
    // What came before the record began is no part of it.
    const isRecorded = observation.at >= this.#recordFrom;
    this.#maxPrice = isRecorded ? context.maxPrice : null;
    this.#minPrice = isRecorded ? context.minPrice : null;
    return context;
  }

  get #recordFrom(): number {
    return this.options.recordFrom ?? -Infinity;
  }

  #observe(bar: Bar): Observation {
    const { stepMs, now } = this.options;
    const seen = withoutBadTicks(barObservation(bar, stepMs), this.#accepted?.price ?? null);
    const { price } = seen;
    const at = Math.min(seen.at, now);
    return bar.at < this.#recordFrom ? { price, at } : { ...seen, at };
  }

  /** What of an observation is believed; null when nothing is. */
  #accept(observation: Observation): Observation | null {
    const { price, at } = observation;
    const before = {
      currentPrice: this.#accepted?.price ?? null,
      lastUpdate: null,
      unconfirmed: this.#unconfirmed,
      trouble: null,
    };
    const verdict = accept(before, observation, at, Infinity);
    if (verdict === "accepted") {
      this.#unconfirmed = null;
      return observation;
    }
    if (verdict !== "unconfirmedJump") return null;
    this.#unconfirmed = { price, timestamp: new Date(at).toISOString() };
    return believedPart(observation, before.currentPrice);
  }

  #contextOf(observation: Observation): JudgeContext {
    const record = { maxPrice: this.#maxPrice, minPrice: this.#minPrice };
    return {
      symbol: this.options.symbol,
      observation,
      previous: this.#accepted?.price ?? null,
      previousAt: this.#accepted?.at ?? null,
      previousMax: record.maxPrice,
      previousMin: record.minPrice,
      ...recordAfter(record, observation),
      history: this.#history,
      isUnwatched: this.options.isUnwatched,
      now: observation.at,
    };
  }
}
