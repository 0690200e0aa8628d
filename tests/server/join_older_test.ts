import assert from "node:assert/strict";
import type { Older } from "@/lib/engine/backfill/older_past.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { joinOlder } from "@/lib/server/api/pairs.ts";

const HOUR = 3_600_000;

const bar = (hour: number, price: number, volume?: number): Candle => ({
  at: hour * HOUR,
  ...{ open: price, high: price + 1, low: price - 1, close: price },
  ...(volume === undefined ? {} : { volume }),
});

/** Prices are stored since half past ten. */
const STORED = [bar(10, 50, 3), bar(11, 51, 4)];

const CASES: readonly (readonly [
  what: string,
  told: Pick<Older, "candles" | "stepMs" | "shape">,
  expected: readonly (readonly [hour: number, open: number, close: number, volume?: number])[],
])[] = [
  [
    "bars of the same width: the one in which prices begin becomes whole",
    { stepMs: HOUR, shape: "candles", candles: [8, 9, 10].map((at) => bar(at, 40 + at, 9)) },
    [[8, 48, 48, 9], [9, 49, 49, 9], [10, 50, 50, 9], [11, 51, 51, 4]],
  ],
  [
    "bars by a clock that is half a minute behind",
    {
      ...{ stepMs: HOUR, shape: "candles" },
      candles: [8, 9].map((at) => ({ ...bar(at, 40), at: at * HOUR - 30_000 })),
    },
    [[8, 40, 40], [9, 40, 40], [10, 50, 50, 3], [11, 51, 51, 4]],
  ],
  [
    "bars that are wider: none that reaches into what is stored",
    { stepMs: 4 * HOUR, shape: "candles", candles: [bar(4, 44), bar(8, 48)] },
    [[4, 44, 44], [10, 50, 50, 3], [11, 51, 51, 4]],
  ],
  [
    "bars that are narrower",
    {
      ...{ stepMs: HOUR / 2, shape: "candles" },
      candles: [9, 9.5, 10, 10.5].map((at) => bar(at, 40 + at, 1)),
    },
    [[9, 49, 49.5, 2], [10, 50, 50, 4], [11, 51, 51, 4]],
  ],
  [
    "single prices",
    { stepMs: HOUR, shape: "points", candles: [8.1, 9.2, 10.2, 11.1].map((at) => bar(at, 40)) },
    [[8, 40, 40], [9, 40, 40], [10, 40, 50, 3], [11, 51, 51, 4]],
  ],
  ["nothing", { stepMs: HOUR, shape: "candles", candles: [] }, [[10, 50, 50, 3], [11, 51, 51, 4]]],
];

for (const [what, told, expected] of CASES) {
  Deno.test(`joinOlder() joins ${what}`, () => {
    const question = { from: 4 * HOUR, to: 12 * HOUR, stepMs: HOUR, storedFrom: 10.5 * HOUR };
    const bars = joinOlder(told, STORED, question);
    assert.deepEqual(
      bars.map(({ at, open, close, volume }) => [
        at / HOUR,
        open,
        close,
        ...(volume === undefined ? [] : [volume]),
      ]),
      expected,
    );
  });
}

Deno.test("joinOlder() has nothing from outside the question", () => {
  const told = {
    ...{ stepMs: HOUR, shape: "candles" as const },
    candles: [5, 6, 7, 8, 9, 10].map((at) => bar(at, 40)),
  };
  const question = { from: 6 * HOUR, to: 8.5 * HOUR, stepMs: HOUR, storedFrom: 10.5 * HOUR };
  assert.deepEqual(joinOlder(told, [], question).map(({ at }) => at / HOUR), [6, 7, 8]);
});
