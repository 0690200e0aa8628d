import assert from "node:assert/strict";
import fc from "fast-check";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { AlarmIndexes } from "@/lib/engine/alarm_indexes.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import { apply } from "@/lib/store/apply.ts";
import type { Event } from "@/lib/store/events.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { someCondition } from "../alarms/some_condition.ts";
import { pricedPair, stateOf } from "./pairs.ts";
import { IS_LONG } from "../store/fault_sizes.ts";

const SYMBOL = "BTCUSDT";
const START = Date.parse("2026-01-15T12:00:00Z");
const iso = (seconds: number) => new Date(START + seconds * 1000).toISOString();

// Coarse, so that prices meet targets and percentages exactly, and often.
const grid = fc.integer({ min: 92, max: 108 });
const moment = fc.option(fc.integer({ min: -60, max: 900 }).map(iso), { freq: 3 });

const condition = someCondition({
  targetPrice: fc.oneof(grid, grid.map((price) => price + 0.5)),
  percentage: fc.constantFrom(0.5, 1, 2.5, 4, 5, 10, 120),
  minutes: [0.5, 1, 2, 30],
  startPrice: fc.option(grid),
  targets: 2,
});

const armed = fc.record({
  mode: fc.constantFrom("once", "repeat"),
  cooldownSeconds: fc.constantFrom(0, 15, 60, 300),
  conditionMet: fc.boolean(),
  paused: fc.constantFrom(undefined, undefined, true),
});
/** Any state an alarm can be read from a file in, sensible or not. */
const anyState = fc.record({
  mode: fc.constantFrom("once", "repeat"),
  cooldownSeconds: fc.constantFrom(0, 15, 60, 300),
  paused: fc.constantFrom(undefined, false, true),
  expiresAt: moment,
  snoozedUntil: moment,
  silences: fc.constantFrom(undefined, [{ from: iso(-60), to: iso(90) }], [
    { from: iso(-60), to: iso(90), price: 101 },
  ]),
  triggered: fc.boolean(),
  triggeredAt: moment,
  clearedSinceFire: fc.boolean(),
  conditionMet: fc.option(fc.boolean()),
});
const alarm = fc.tuple(condition, fc.oneof(armed, anyState))
  .map(([condition, rest]) => ({ ...condition, ...rest }));

const seen = fc.record({
  kind: fc.constant("seen" as const),
  price: fc.oneof({ weight: 9, arbitrary: grid }, { weight: 1, arbitrary: fc.constant(170) }),
  low: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 2 }),
  high: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 2 }),
  /** Where between low and high the first price was. */
  first: fc.option(fc.integer({ min: 0, max: 10 }), { freq: 2 }),
  after: fc.constantFrom(1, 15, 15, 15, 60, 300),
  /** What the local clock is off the source's time, in seconds. */
  clock: fc.constantFrom(0, 0, 0, -45, 30),
});
const step = fc.oneof(
  { weight: 8, arbitrary: seen },
  fc.record({ kind: fc.constant("added" as const), alarm }),
  fc.record({ kind: fc.constant("edited" as const), nth: fc.nat(40), alarm }),
  fc.record({ kind: fc.constant("removed" as const), nth: fc.nat(40) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One pair whose every price is decided twice: with a look at every alarm, and with the index. */
class WatchedPair {
  fires = 0;
  #state: State;
  #at = START;
  #made = 0;
  readonly #history = new PriceHistory();

  constructor(wanted: readonly object[], private readonly alarmIndexes: AlarmIndexes) {
    const pair = pricedPair(SYMBOL, { price: 100, at: START });
    this.#state = stateOf({ ...pair, alarms: wanted.map((fields) => this.#alarm(fields)) });
    this.#history.append(START, 100);
  }

  take(step: Step): void {
    if (step.kind === "seen") return this.#see(step);
    const symbol = SYMBOL;
    if (step.kind === "added") {
      return this.#apply([{ type: "alarmAdded", symbol, alarm: this.#alarm(step.alarm) }]);
    }
    const id = this.#alarms[step.nth % this.#alarms.length]?.id;
    if (id === undefined) return;
    if (step.kind === "removed") return this.#apply([{ type: "alarmRemoved", symbol, id }]);
    const alarm = { ...this.#alarm(step.alarm), id };
    this.#apply([{ type: "alarmUpdated", symbol, alarm, by: "person" }]);
  }

  #see({ price, low, high, first, after, clock }: Step & { kind: "seen" }): void {
    const at = this.#at += after * 1000;
    const extremes = {
      ...(low !== null && { low: price - low }),
      ...(high !== null && { high: price + high }),
      ...(first !== null && {
        first: price - (low ?? 0) + Math.min(first, (low ?? 0) + (high ?? 0)),
      }),
    };
    const input = {
      observations: new Map([[SYMBOL, { price, at, ...extremes }]]),
      histories: new Map([[SYMBOL, this.#history]]),
      now: at + clock * 1000,
      staleAfterMs: 60_000,
    };
    const expected = decidePrices(this.#state, input);
    const { alarmIndexes } = this;
    assert.deepEqual(decidePrices(this.#state, { ...input, alarmIndexes }), expected);
    this.fires += expected.events.filter(({ type }) => type === "alarmFired").length;
    if (expected.acceptance.get(SYMBOL) === "accepted") this.#history.append(at, price);
    this.#apply(expected.events);
  }

  get #alarms(): readonly Alarm[] {
    return this.#state.pairs.get(SYMBOL)?.alarms ?? [];
  }

  #apply(events: readonly Event[]): void {
    this.#state = apply(this.#state, events);
  }

  #alarm(fields: object): Alarm {
    return Alarm.parse({ id: `alarm_${this.#made++}`, createdAt: iso(0), ...fields });
  }
}

const FEW = {
  minLength: 0,
  maxLength: 25,
  worthAnIndex: 0,
  firesEach: 0.75,
  numRuns: IS_LONG ? 4000 : 300,
};
const MANY = {
  minLength: 80,
  maxLength: 150,
  worthAnIndex: 64,
  firesEach: 10,
  numRuns: IS_LONG ? 300 : 30,
};

for (
  const [words, { worthAnIndex, firesEach, numRuns, ...length }] of [["few", FEW], [
    "many",
    MANY,
  ]] as const
) {
  Deno.test(`AlarmIndexes leaves out none of ${words} alarms that a look at all would change or fire`, () => {
    let fires = 0;
    fc.assert(
      fc.property(fc.array(alarm, length), fc.array(step, { maxLength: 25 }), (alarms, steps) => {
        const pair = new WatchedPair(alarms, new AlarmIndexes(worthAnIndex));
        for (const step of steps) pair.take(step);
        fires += pair.fires;
      }),
      { numRuns },
    );
    assert.ok(fires > numRuns * firesEach, `only ${fires} fires were compared`);
  });
}

Deno.test("AlarmIndexes leaves out what a price neither reaches nor crosses", () => {
  const targets = [90, 99, 101, 110].map((targetPrice, nth) =>
    Alarm.parse({
      id: `alarm_${nth}`,
      type: "target",
      createdAt: iso(0),
      targetPrice,
      direction: "any",
      conditionMet: false,
    })
  );
  const pair = { ...pricedPair(SYMBOL, { price: 100, at: START }), alarms: targets };
  const context = {
    symbol: SYMBOL,
    observation: { price: 102, at: START + 15_000 },
    previous: 100,
    previousAt: START,
    ...{ previousMax: 100, previousMin: 100, maxPrice: 102, minPrice: 100 },
    history: new PriceHistory(),
    now: START + 15_000,
  };
  const toJudge = new AlarmIndexes(0).toJudge(pair, context);
  assert.deepEqual(toJudge.map(({ id }) => id), ["alarm_2"]);
});
