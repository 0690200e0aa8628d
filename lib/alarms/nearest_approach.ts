import type { Bar } from "@/lib/market/bar.ts";
import type { Alarm } from "./alarm.ts";
import { alreadyTrue } from "./already_true.ts";
import { type Approach, approachOf } from "./approach.ts";
import { BarWalk, type BarWalkOptions } from "./bar_walk.ts";
import { findCondition } from "./find_condition.ts";
import type { JudgeContext } from "./judge_context.ts";
import { lastFired } from "./last_fired.ts";
import { ownView } from "./own_view.ts";
import { watchedFrom } from "./watched_from.ts";

/** Why there is no nearest approach. */
export type NoApproach =
  /** No price is known since the alarm counts. */
  | "noHistory"
  /** The history was shorter than the alarm's window all the time. */
  | "warmingUp"
  /** The condition was true all the time, and must be false before it can come near again. */
  | "stillMet"
  /** It rings once, and has. */
  | "alreadyTriggered";

/** How near the price came to setting an alarm off. */
export interface Nearest {
  /** Since when that is counted: set, changed, armed or fired; in milliseconds since the Unix epoch. */
  readonly since: number;
  /** The newest that reached the trigger; where none did, the first of the nearest. */
  readonly approach: Approach | null;
  /** Set when there is no approach. */
  readonly reason: NoApproach | null;
}

/** Looks for the bar in which the price came nearest to setting an alarm off. */
export class NearestApproach {
  readonly #walk: BarWalk;
  readonly #since: number;
  readonly #until: number;
  readonly #isOver: boolean;
  #alarm: Alarm;
  #isJudged = false;
  #nearest: Approach | null = null;
  #reason: NoApproach = "noHistory";

  constructor(alarm: Alarm, options: BarWalkOptions) {
    const { expiresAt } = alarm;
    this.#walk = new BarWalk(options);
    const { watchedPrice: _price, watchedPricedAt: _moment, ...judged } = alarm;
    this.#alarm = judged;
    this.#isOver = alarm.triggered && alarm.mode === "once";
    this.#since = Math.max(watchedFrom(alarm), lastFired(alarm));
    this.#until = expiresAt === null ? Infinity : Date.parse(expiresAt);
  }

  get result(): Nearest {
    const since = this.#since;
    if (this.#isOver) return { since, approach: null, reason: "alreadyTriggered" };
    const approach = this.#nearest;
    return { since, approach, reason: approach === null ? this.#reason : null };
  }

  /**
   * Goes on over bars that follow those before; oldest first. Those from before the alarm counts tell
   * what it is compared with.
   */
  look(bars: Iterable<Bar>): void {
    if (this.#isOver) return;
    for (const bar of bars) {
      const context = this.#walk.next(bar);
      const at = context?.observation.at ?? -Infinity;
      if (context !== null && at > this.#since && at < this.#until) this.#take(bar, context);
    }
  }

  #take(bar: Bar, seen: JudgeContext): void {
    // Of the bar in which it was set, or fired, only the last price is known to have come after that.
    const isWhole = bar.at >= this.#since;
    const context = isWhole ? seen : { ...ownView(this.#alarm, seen), previous: null };
    if (!this.#isJudged) this.#begin(context);
    this.#isJudged = true;
    const finding = findCondition(this.#alarm, context);
    this.#reason = finding === null ? "warmingUp" : "stillMet";
    if (finding === null) return;
    const approach = approachOf(this.#alarm, context, finding);
    if (approach !== null && isNearer(approach, this.#nearest)) this.#nearest = approach;
    if (finding.holds !== this.#alarm.conditionMet) {
      this.#alarm = { ...this.#alarm, conditionMet: finding.holds };
    }
  }

  /** Whether the condition held when the alarm began to count: only the prices of then can tell. */
  #begin({ previous, previousMax, previousMin, history, isUnwatched }: JudgeContext): void {
    this.#alarm = { ...this.#alarm, conditionMet: null };
    if (previous === null) return;
    const present = { currentPrice: previous, maxPrice: previousMax, minPrice: previousMin };
    const now = this.#since;
    const conditionMet = alreadyTrue(this.#alarm, { ...present, history, isUnwatched, now });
    this.#alarm = { ...this.#alarm, conditionMet };
  }
}

function isNearer(approach: Approach, nearest: Approach | null): boolean {
  return approach.isReached || nearest === null || approach.percent < nearest.percent;
}
