import fc from "fast-check";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { START } from "./build.ts";
import { gridPrice } from "./grid_price.ts";
import { someCondition } from "./some_condition.ts";

export const STEP_MS = 60_000;

const skipped = fc.constantFrom(0, 0, 0, 0, 0, 1, 7);

const calmMinute = fc.record({
  close: gridPrice,
  below: fc.constantFrom(0, 0, 1, 3, 6),
  above: fc.constantFrom(0, 0, 1, 3, 6),
  skipped,
});

const anyMinute = fc.record({
  close: fc.oneof({ weight: 30, arbitrary: gridPrice }, fc.constantFrom(20, 300)),
  below: fc.constantFrom(0, 0, 1, 3, 6, 80),
  above: fc.constantFrom(0, 0, 1, 3, 6, 300),
  skipped,
});

/** Minute candles in order, with gaps and wicks. */
export const calmCandles: fc.Arbitrary<Candle[]> = candlesOf(calmMinute);

/** The same with bad ticks and jumps. */
export const someCandles: fc.Arbitrary<Candle[]> = candlesOf(anyMinute);

type Minute = typeof anyMinute extends fc.Arbitrary<infer M> ? M : never;

function candlesOf(minute: fc.Arbitrary<Minute>): fc.Arbitrary<Candle[]> {
  return fc.array(minute, { minLength: 2, maxLength: 60 }).map((minutes) => {
    let at = START;
    return minutes.map(({ close, below, above, skipped }, index) => {
      at += (1 + skipped) * STEP_MS;
      const open = minutes[index - 1]?.close ?? close;
      const low = Math.max(1, Math.min(open, close) - below);
      return { at, open, close, low, high: Math.max(open, close) + above };
    });
  });
}

const handling = fc.record({
  mode: fc.constantFrom("once", "repeat"),
  cooldownSeconds: fc.constantFrom(0, 60, 90, 600),
});

const condition = someCondition({
  targetPrice: gridPrice,
  percentage: fc.constantFrom(1, 2.5, 5, 10),
  minutes: [1, 2, 5, 20],
  startPrice: fc.constantFrom(null, 100),
});

/** Any alarm as a person asks for it. */
export const someNewAlarm: fc.Arbitrary<NewAlarm> = fc.tuple(condition, handling)
  .map(([wanted, handled]) => NewAlarm.parse({ ...wanted, ...handled }));
