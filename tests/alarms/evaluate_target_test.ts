import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Reason } from "@/lib/alarms/evaluate.ts";
import { target } from "./build.ts";
import { Story } from "./story.ts";

type Seen = number | { readonly price: number; readonly low?: number; readonly high?: number };
/** The direction and the price of the fire, or why there is none. */
type Outcome = readonly ["up" | "down", number] | Reason;
type Row = [says: string, alarm: Alarm, previous: number | null, seen: Seen, outcome: Outcome];

const below = target({ targetPrice: 100, direction: "fromBelow" });
const above = target({ targetPrice: 100, direction: "fromAbove" });
const any = target({ targetPrice: 100, direction: "any" });

const ROWS: Row[] = [
  ["fires when the price reaches the target exactly from below", below, 99, 100, ["up", 100]],
  ["fires when the price jumps over the target from below", below, 50, 170, ["up", 170]],
  [
    "does not fire from below while the price stays under the target",
    below,
    98,
    99.99,
    "notReached",
  ],
  ["does not fire from below when the price comes from above", below, 101, 99, "notReached"],
  [
    "does not fire from below when the price was on the target and rises",
    below,
    100,
    101,
    "stillMet",
  ],
  ["does not fire from below when the price stays above the target", below, 101, 102, "stillMet"],
  ["fires from below at the high when only the high reached the target", below, 98, {
    price: 99,
    high: 100,
  }, ["up", 100]],
  ["fires from below when the price dipped under the target and came back", below, 101, {
    price: 102,
    low: 99,
  }, ["up", 102]],
  ["does not fire from below when the low only touched the target", below, 101, {
    price: 102,
    low: 100,
  }, "stillMet"],
  ["fires when the price reaches the target exactly from above", above, 101, 100, ["down", 100]],
  ["fires when the price falls through the target from above", above, 150, 80, ["down", 80]],
  ["does not fire from above when the price comes from below", above, 99, 101, "notReached"],
  [
    "does not fire from above when the price was on the target and falls",
    above,
    100,
    99,
    "stillMet",
  ],
  ["fires from above at the low when only the low reached the target", above, 102, {
    price: 101,
    low: 99.5,
  }, ["down", 99.5]],
  ["fires from above when the price peaked over the target and came back", above, 98, {
    price: 97,
    high: 101,
  }, ["down", 97]],
  ["fires either way when the price rises through the target", any, 99, 101, ["up", 101]],
  ["fires either way when the price falls through the target", any, 101, 99, ["down", 99]],
  ["tells the fall first when the price swung under the target and back over it", any, 101, {
    price: 102,
    low: 98,
  }, ["down", 98]],
  ["does not fire either way when the price leaves the target", any, 100, 101, "notReached"],
  ["does not fire either way while the price stands on the target", any, 100, 100, "stillMet"],
  ["does not fire on the first price of all", below, null, 101, "noPrevious"],
  [
    "fires although it was never judged before, because the crossing shows in the prices",
    target({ targetPrice: 100, conditionMet: null }),
    99,
    100,
    ["up", 100],
  ],
  ["ignores a low above the price and a high that is no price", above, 102, {
    price: 101,
    low: 101.5,
    high: Infinity,
  }, "notReached"],
  ["fires at tiny prices", target({ targetPrice: 1.2e-7 }), 1.19e-7, 1.2e-7, ["up", 1.2e-7]],
];

for (const [says, alarm, previous, seen, outcome] of ROWS) {
  Deno.test(`evaluate() of a target alarm ${says}`, () => {
    const story = new Story(alarm, ...(previous === null ? [] : [previous]));
    const { price, ...extremes } = typeof seen === "number" ? { price: seen } : seen;
    const reason = story.see(price, extremes);
    const [fire] = story.fires;
    assert.deepEqual(fire ? [fire.direction, fire.price] : reason, outcome);
  });
}
