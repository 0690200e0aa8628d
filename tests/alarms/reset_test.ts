import assert from "node:assert/strict";
import { resetOf, resetWords } from "@/lib/alarms/words.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { percent, sinceStart, target, timeframe } from "./build.ts";

type Prices = Parameters<typeof resetOf>[1];

const at = (currentPrice: number | null): Prices => ({
  ...{ currentPrice, maxPrice: 60_000, minPrice: 40_000 },
});

const any = target({ direction: "any" });
const fromAbove = target({ direction: "fromAbove" });
const upFromMin = percent({ changeType: "upFromMin" });
const started = sinceStart({ startPrice: 50_000 });

const ROWS: readonly [string, Alarm, Prices, windowStart: number | null, words: string | null][] = [
  ["a target from below that is not reached", target(), at(54_999), null, null],
  ["one that is just reached", target(), at(55_000), null, "below 55,000"],
  ["one that is far behind", target(), at(59_000), null, "below 55,000"],
  ["a target from above", fromAbove, at(50_000), null, "above 55,000"],
  ["a target from either side, at its price", any, at(55_000), null, "off 55,000"],
  ["a target from either side, beside it", any, at(55_001), null, null],
  ["a fall from the maximum", percent(), at(55_000), null, "above 57,000"],
  ["a rise from the minimum", upFromMin, at(55_000), null, "below 42,000"],
  ["a window that has risen", timeframe(), at(55_000), 50_000, "below 52,500"],
  ["a window that has fallen", timeframe(), at(45_000), 50_000, "above 47,500"],
  ["a window whose start is not known", timeframe(), at(55_000), null, null],
  ["a start of its own", started, at(60_000), null, "below 52,500"],
  ["no price yet", target(), at(null), null, null],
];

for (const [says, alarm, prices, windowStart, words] of ROWS) {
  Deno.test(`resetOf() tells what is waited for: ${says}`, () => {
    const reset = resetOf(alarm, prices, windowStart);
    const told = reset && resetWords(reset);
    assert.equal(told, words && `Waiting to reset (${words})`);
  });
}
