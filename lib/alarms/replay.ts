import type { Bar } from "@/lib/market/bar.ts";
import type { Alarm } from "./alarm.ts";
import { BarWalk, type BarWalkOptions } from "./bar_walk.ts";
import type { Fire } from "./fire.ts";
import { judge, type JudgeContext } from "./judge.ts";
import { makeAlarm } from "./make_alarm.ts";
import type { NewAlarm } from "./new_alarm.ts";

export type ReplayOptions = Pick<BarWalkOptions, "symbol" | "stepMs" | "now" | "isUnwatched">;

/** What would have become of an alarm; times in milliseconds since the Unix epoch. */
export interface Replayed {
  /** Since when it could have fired: a window must be full first. Null when it never could. */
  readonly from: number | null;
  readonly to: number | null;
  readonly fires: readonly ReplayedFire[];
}

export interface ReplayedFire extends Pick<Fire, "price" | "direction"> {
  readonly at: number;
}

/**
 * Plays an alarm that is not set yet over bars of the past, in order, with the engine that judges real
 * prices: as if it had been set at the end of the first bar, with maximum and minimum recorded from
 * that bar on. A `once` alarm is played as if a person had re-armed it after each fire, once its
 * condition was false again; an expiry is left out.
 */
export class Replay {
  readonly #walk: BarWalk;
  readonly #fires: ReplayedFire[] = [];
  #alarm: Alarm | null = null;
  #from: number | null = null;
  #to: number | null = null;

  constructor(private readonly wanted: NewAlarm, options: ReplayOptions) {
    this.#walk = new BarWalk(options);
  }

  get result(): Replayed {
    return { from: this.#from, to: this.#to, fires: this.#fires };
  }

  /** Goes on over bars that follow those before; oldest first. */
  play(bars: Iterable<Bar>): void {
    for (const bar of bars) {
      const context = this.#walk.next(bar);
      if (context === null) continue;
      if (this.#alarm === null) this.#alarm = alarmSetAt(context, this.wanted);
      else this.#alarm = this.#judge(this.#alarm, context);
    }
  }

  #judge(alarm: Alarm, context: JudgeContext): Alarm {
    const { at } = context.observation;
    const { alarm: next, fire, reason } = judge(alarm, context);
    if (reason !== "warmingUp") this.#from ??= at;
    this.#to = at;
    if (fire !== null) this.#fires.push({ at, price: fire.price, direction: fire.direction });
    return next;
  }
}

/** The alarm as it would have been set when only this had been seen. */
function alarmSetAt({ observation, maxPrice, minPrice }: JudgeContext, wanted: NewAlarm): Alarm {
  const { price, at } = observation;
  const repeated = wanted.mode === "once" ? { mode: "repeat" as const, cooldownSeconds: 0 } : {};
  const history = {
    oldestAt: at,
    firstAtOrAfter: (from: number) => from > at ? null : { at, price },
    priceAt: (moment: number) => moment < at ? null : price,
  };
  const made = makeAlarm({ ...wanted, ...repeated, expiresAt: null }, {
    id: "replay",
    now: at,
    pair: { currentPrice: price, maxPrice, minPrice },
    history,
  });
  if (!made.ok) throw new Error(`Cannot replay: ${made.message}`);
  return made.alarm;
}
