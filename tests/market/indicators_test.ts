import assert from "node:assert/strict";
import fc from "fast-check";
import {
  fieldsOf,
  INDICATOR_KINDS,
  indicatorName,
  type IndicatorSpec,
  readIndicator,
  usualIndicator,
  withSetting,
} from "@/lib/market/indicator_spec.ts";
import { Indicator } from "@/lib/market/indicators.ts";

/** Closes and values as StockCharts' ChartSchool publishes them for moving averages (Intel), RSI (QQQ) and Bollinger Bands. */
const AVERAGED = [
  ...[22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38],
  ...[22.61, 23.36, 24.05, 23.75, 23.83, 23.95, 23.63, 23.82, 23.87, 23.65, 23.19, 23.1, 23.33],
  ...[22.68, 23.1, 22.4, 22.17],
];
const STRONG = [
  ...[44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826],
  ...[45.8931, 46.0328, 45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439],
  ...[46.2122, 46.2521, 45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672],
  ...[43.4205, 42.6628, 43.1314],
];
const BANDED = [
  ...[86.16, 89.09, 88.78, 90.32, 89.07, 91.15, 89.44, 89.18, 86.93, 87.68, 86.96, 89.43, 89.32],
  ...[88.72, 87.45, 87.26, 89.5, 87.9, 89.13, 90.7, 92.9, 92.98],
];
/** Closes with the MACD that the textbook spreadsheets make of them. */
const TRENDED = [
  ...[459.99, 448.85, 446.06, 450.81, 442.8, 448.97, 444.57, 441.4, 430.47, 420.05, 431.14, 425.66],
  ...[
    430.58,
    431.72,
    437.87,
    428.43,
    428.35,
    432.5,
    443.66,
    455.72,
    454.49,
    452.08,
    452.73,
    461.91,
  ],
  ...[463.58, 461.14, 452.08, 442.66, 428.91, 429.79, 431.99, 427.72, 423.2, 426.21, 426.98],
];

const PUBLISHED: readonly (readonly [IndicatorSpec, readonly number[], at: number, string])[] = [
  [{ kind: "sma", length: 10 }, AVERAGED, 9, "22.22"],
  [{ kind: "sma", length: 10 }, AVERAGED, 29, "23.13"],
  [{ kind: "ema", length: 10 }, AVERAGED, 9, "22.22"],
  [{ kind: "ema", length: 10 }, AVERAGED, 15, "22.80"],
  [{ kind: "ema", length: 10 }, AVERAGED, 29, "22.92"],
  [{ kind: "rsi", length: 14 }, STRONG, 14, "70.53"],
  [{ kind: "rsi", length: 14 }, STRONG, 15, "66.32"],
  [{ kind: "rsi", length: 14 }, STRONG, 32, "37.77"],
  [{ kind: "bollinger", length: 20, deviations: 2 }, BANDED, 19, "91.29 88.71 86.13"],
  [{ kind: "bollinger", length: 20, deviations: 2 }, BANDED, 21, "92.61 89.24 85.87"],
  [{ kind: "macd", fast: 12, slow: 26, signal: 9 }, TRENDED, 25, "8.28"],
  [{ kind: "macd", fast: 12, slow: 26, signal: 9 }, TRENDED, 33, "-2.07 3.04 -5.11"],
  [{ kind: "macd", fast: 12, slow: 26, signal: 9 }, TRENDED, 34, "-2.62 1.91 -4.53"],
];

for (const [spec, closes, at, expected] of PUBLISHED) {
  Deno.test(`Indicator has the published value of ${indicatorName(spec)} at candle ${at}`, () => {
    const values = new Indicator(spec).restart(closes);
    assert.equal(values[at]?.map((value) => value.toFixed(2)).join(" "), expected);
  });
}

Deno.test("Indicator has no value before there are enough candles", () => {
  const firsts = INDICATOR_KINDS.map((kind) =>
    new Indicator(usualIndicator(kind)).restart(Array(60).fill(1)).findIndex(Boolean)
  );
  assert.deepEqual(firsts, [19, 49, 19, 14, 25]);
});

Deno.test("Indicator with a newest candle that moves has the values of one made anew", () => {
  const close = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  const moves = fc.array(fc.record({ close, isNew: fc.boolean() }), {
    minLength: 1,
    maxLength: 90,
  });
  fc.assert(
    fc.property(moves, fc.constantFrom(...INDICATOR_KINDS), (moves, kind) => {
      const spec = usualIndicator(kind);
      const moving = new Indicator(spec);
      const closes: number[] = [];
      for (const { close, isNew } of moves) {
        const isNext = isNew || closes.length === 0;
        closes.splice(isNext ? closes.length : closes.length - 1, 1, close);
        const value = isNext ? moving.add(close) : moving.replaceLast(close);
        const anew = new Indicator(spec).restart(closes).at(-1) ?? null;
        const isSame = value === anew || value !== null && anew !== null &&
            value.every((each, i) =>
              Math.abs(each - (anew[i] ?? NaN)) <= 1e-6 * (1 + Math.abs(each))
            );
        assert.ok(isSame, `${kind}: ${value} and ${anew}`);
      }
    }),
    { numRuns: 60 },
  );
});

const SETTINGS = [
  ["ema", 0, "501", "Length must be from 1 to 500"],
  ["ema", 0, "2.5", "Length must be a whole number"],
  ["ema", 0, "", "Length must be from 1 to 500"],
  ["rsi", 0, "1", "Length must be from 2 to 500"],
  ["bollinger", 1, "2.5", null],
  ["macd", 0, "26", "Fast must be below Slow"],
] as const;

for (const [kind, index, text, problem] of SETTINGS) {
  Deno.test(`withSetting() of ${kind} answers "${text}" with ${problem ?? "what is set"}`, () => {
    const field = fieldsOf(kind)[index];
    assert.ok(field);
    const value = text === "" ? NaN : Number(text);
    const set = withSetting(usualIndicator(kind), field, value);
    assert.equal(typeof set === "string" ? set : null, problem);
  });
}

Deno.test("readIndicator() takes what was kept, and nothing that cannot be", () => {
  for (const kind of INDICATOR_KINDS) {
    const usual = usualIndicator(kind);
    assert.deepEqual(readIndicator(JSON.parse(JSON.stringify(usual))), usual);
  }
  const wrong = [
    null,
    "ema",
    { kind: "vwap", length: 3 },
    { kind: "ema" },
    { kind: "ema", length: 1e9 },
    { kind: "macd", fast: 30, slow: 20, signal: 9 },
  ];
  assert.deepEqual(wrong.map(readIndicator), wrong.map(() => null));
});
