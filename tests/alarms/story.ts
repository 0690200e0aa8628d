import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { evaluate, type Evaluation, type Reason } from "@/lib/alarms/evaluate.ts";
import type { SettingContext } from "@/lib/alarms/life_cycle.ts";
import type { TimedPrice } from "@/lib/market/history/history_view.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { historyOf, START } from "./build.ts";

interface Seen {
  readonly low?: number;
  readonly high?: number;
  /** Seconds since the previous observation. */
  readonly after?: number;
  /** What the local clock shows, where it is not the source's time. */
  readonly now?: number;
}

/** One alarm on one pair, and the prices that come by; keeps the books as a check does. */
export class Story {
  readonly fires: Fire[] = [];
  readonly points: TimedPrice[] = [];
  #at = START;
  #max: number | null = null;
  #min: number | null = null;

  /** The alarm is set after the prices named, 15 seconds apart. */
  constructor(public alarm: Alarm, ...before: number[]) {
    for (const price of before) this.#keep({ price, at: this.#at += 15_000 });
  }

  get at(): number {
    return this.#at;
  }

  get present(): SettingContext {
    const pair = {
      currentPrice: this.points.at(-1)?.price ?? null,
      maxPrice: this.#max,
      minPrice: this.#min,
    };
    return { now: this.#at, pair, history: historyOf(this.points) };
  }

  /** A price is seen; the answer is what became of the alarm. */
  see(price: number, { low, high, after = 15, now }: Seen = {}): Reason {
    this.#at += after * 1000;
    const extremes = { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
    return this.observe({ price, at: this.#at, ...extremes }, now).reason;
  }

  observe(observation: Observation, now = observation.at): Evaluation {
    this.#at = observation.at;
    const { price, low = price, high = price } = observation;
    const evaluation = evaluate(this.alarm, {
      symbol: "BTCUSDT",
      observation,
      previous: this.points.at(-1)?.price ?? null,
      previousAt: this.points.at(-1)?.at ?? null,
      previousMax: this.#max,
      previousMin: this.#min,
      maxPrice: Math.max(this.#max ?? price, high),
      minPrice: Math.min(this.#min ?? price, low),
      history: historyOf([...this.points]),
      now,
    });
    this.#keep(observation);
    this.alarm = evaluation.alarm;
    if (evaluation.fire) this.fires.push(evaluation.fire);
    assert.equal(evaluation.fire !== null, evaluation.reason === "fired");
    return evaluation;
  }

  get lastFire(): Fire {
    const fire = this.fires.at(-1);
    assert.ok(fire, "nothing has fired yet");
    return fire;
  }

  #keep({ price, at, low = price, high = price }: Observation): void {
    this.points.push({ price, at });
    this.#max = Math.max(this.#max ?? high, high);
    this.#min = Math.min(this.#min ?? low, low);
  }
}
