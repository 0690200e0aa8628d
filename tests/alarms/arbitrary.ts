import fc from "fast-check";
import { Alarm } from "@/lib/alarms/alarm.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { ID, iso, START } from "./build.ts";
import { gridPrice } from "./grid_price.ts";
import { someCondition } from "./some_condition.ts";

/** A price on the grid, as the decimal `n × 10^power`. */
const onGrid = (n: number, power: number) => Number(`${n}e${power}`);

const common = fc.record({
  mode: fc.constantFrom("once", "repeat"),
  cooldownSeconds: fc.constantFrom(0, 15, 30, 90),
  snoozedUntil: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    fc.integer({ min: 0, max: 400 }),
  ),
  paused: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  expiresAt: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    fc.integer({ min: 0, max: 900 }),
  ),
});

const condition = someCondition({
  targetPrice: gridPrice,
  percentage: fc.constantFrom(1, 2.5, 5, 10, 0.1, 100),
  minutes: [0.25, 0.5, 1, 2],
  startPrice: gridPrice,
});

const step = fc.record({
  price: gridPrice,
  low: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 2 }),
  high: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 2 }),
  /** Where between low and high the first price was. */
  open: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 2 }),
  after: fc.constantFrom(15, 15, 15, 16, 30, 300),
});

/** An alarm, and the observations of its pair: at least the one it is set after. */
export interface Case {
  readonly alarm: Alarm;
  readonly seen: readonly Observation[];
}

interface Options {
  /** Whether observations may tell their low and high. */
  readonly extremes?: boolean;
  /** Whether people may have set a snooze or an expiry. */
  readonly clock?: boolean;
}

/** Any alarm and any prices; 15 seconds apart or more, at any power of ten from 1e-12 to 1e10. */
export function cases({ extremes = true, clock = true }: Options = {}): fc.Arbitrary<Case> {
  const parts = {
    common,
    condition,
    power: fc.integer({ min: -14, max: 10 }),
    steps: fc.array(step, { minLength: 2, maxLength: 40 }),
  };
  return fc.record(parts).map(({ common, condition, power, steps }) => {
    let at = START;
    const seen = steps.map(({ price, low, high, open, after }) => ({
      price: onGrid(price, power),
      at: at += after * 1000,
      ...(extremes && low !== null && { low: onGrid(price - low, power) }),
      ...(extremes && high !== null && { high: onGrid(price + high, power) }),
      ...(extremes && open !== null && {
        first: onGrid(Math.round(price - (low ?? 0) + open * ((low ?? 0) + (high ?? 0))), power),
      }),
    }));
    const moment = (seconds: number | null) =>
      seconds === null || !clock ? null : iso(START + seconds * 1000);
    const scaled = Object.fromEntries(
      Object.entries(condition).map(([name, value]) =>
        name === "targetPrice" || name === "startPrice"
          ? [name, onGrid(Number(value), power)]
          : [name, value]
      ),
    );
    const alarm = Alarm.parse({
      id: ID,
      createdAt: iso(START),
      conditionMet: false,
      ...scaled,
      mode: common.mode,
      paused: common.paused,
      cooldownSeconds: common.cooldownSeconds,
      snoozedUntil: moment(common.snoozedUntil),
      expiresAt: moment(common.expiresAt),
    });
    return { alarm, seen };
  });
}
