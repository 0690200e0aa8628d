import {
  accept,
  believedPart,
  type Observation,
  type Outlier,
  withoutBadTicks,
} from "@/lib/market/accept.ts";
import { type Candle, candleObservation } from "@/lib/market/candle.ts";
import { NO_HISTORY, OverlayHistory } from "@/lib/market/history/history_view.ts";
import type { Alarm } from "./alarm.ts";
import type { NewAlarm } from "./alarm_input.ts";
import { outcomeOf, recordAfter } from "./evaluate.ts";
import type { EvaluationContext, KnownPast } from "./kinds/kind.ts";
import type { Fire } from "./fire.ts";
import { makeAlarm } from "./life_cycle.ts";

type ReplayOptions = Pick<CandleWalkOptions, "symbol" | "stepMs" | "now" | "isUnwatched">;

/** What would have become of an alarm; times in milliseconds since the Unix epoch. */
interface Replayed {
  /** Since when it could have fired: a window must be full first. Null when it never could. */
  readonly from: number | null;
  readonly to: number | null;
  readonly fires: readonly ReplayedFire[];
}

export interface ReplayedFire extends Pick<Fire, "price" | "direction"> {
  readonly at: number;
}

/**
 * Plays an alarm that is not set yet over candles of the past, in order, with the engine that evaluates real
 * prices: as if it had been set at the end of the first candle, with maximum and minimum recorded from
 * that candle on. A `once` alarm is played as if a person had re-armed it after each fire, once its
 * condition was false again; an expiry is left out.
 */
export class Replay {
  readonly #walk: CandleWalk;
  readonly #fires: ReplayedFire[] = [];
  #alarm: Alarm | null = null;
  #from: number | null = null;
  #to: number | null = null;

  constructor(private readonly wanted: NewAlarm, options: ReplayOptions) {
    this.#walk = new CandleWalk(options);
  }

  get result(): Replayed {
    return { from: this.#from, to: this.#to, fires: this.#fires };
  }

  /** Goes on over candles that follow those before; oldest first. */
  play(candles: Iterable<Candle>): void {
    for (const candle of candles) {
      const context = this.#walk.next(candle);
      if (context === null) continue;
      if (this.#alarm === null) this.#alarm = alarmSetAt(context, this.wanted);
      else this.#alarm = this.#evaluate(this.#alarm, context);
    }
  }

  #evaluate(alarm: Alarm, context: EvaluationContext): Alarm {
    const { at } = context.observation;
    const { alarm: next, goingOff, reason } = outcomeOf(alarm, context);
    if (reason !== "warmingUp") this.#from ??= at;
    this.#to = at;
    if (goingOff !== null) {
      const { price, direction } = goingOff.reach;
      this.#fires.push({ at, price, direction });
    }
    return next;
  }
}

/** The alarm as it would have been set when only this had been seen. */
function alarmSetAt(
  { observation, maxPrice, minPrice }: EvaluationContext,
  wanted: NewAlarm,
): Alarm {
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

export interface CandleWalkOptions {
  readonly symbol: string;
  /** Width of the candles, in milliseconds. */
  readonly stepMs: number;
  /** A candle that is not over yet ends here; in milliseconds since the Unix epoch. */
  readonly now: number;
  /** From when on maximum and minimum are recorded (ms); from the first candle when left out. */
  readonly recordFrom?: number;
  /** Maximum and minimum from before the first candle, where that is known. */
  readonly maxPrice?: number | null;
  readonly minPrice?: number | null;
  /** Whether a moment (ms) lies within an unwatched stretch. */
  readonly isUnwatched?: KnownPast["isUnwatched"];
}

/**
 * Goes over candles in order and tells of each what alarms would have been evaluated by, had it been seen
 * when it happened: the same that `decideGap` makes of a stretch that nobody watched.
 */
export class CandleWalk {
  readonly #history = new OverlayHistory(NO_HISTORY);
  /** The newest, which is no part of the history until the next one comes. */
  #accepted: Observation | null = null;
  #maxPrice: number | null;
  #minPrice: number | null;
  #unconfirmed: Outlier | null = null;

  constructor(private readonly options: CandleWalkOptions) {
    this.#maxPrice = options.maxPrice ?? null;
    this.#minPrice = options.minPrice ?? null;
  }

  /** The observation that the next candle is evaluated as; null while its price waits for confirmation. */
  next(candle: Candle): EvaluationContext | null {
    const observation = this.#accept(this.#observe(candle));
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

  #observe(candle: Candle): Observation {
    const { stepMs, now } = this.options;
    const seen = withoutBadTicks(candleObservation(candle, stepMs), this.#accepted?.price ?? null);
    const { price } = seen;
    const at = Math.min(seen.at, now);
    if (candle.at < this.#recordFrom) return { price, at };
    return at === seen.at ? seen : { ...seen, at };
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

  #contextOf(observation: Observation): EvaluationContext {
    const record = { maxPrice: this.#maxPrice, minPrice: this.#minPrice };
    const { maxPrice, minPrice } = recordAfter(record, observation);
    return {
      symbol: this.options.symbol,
      observation,
      previous: this.#accepted?.price ?? null,
      previousAt: this.#accepted?.at ?? null,
      previousMax: record.maxPrice,
      previousMin: record.minPrice,
      maxPrice,
      minPrice,
      history: this.#history,
      isUnwatched: this.options.isUnwatched,
      now: observation.at,
    };
  }
}
