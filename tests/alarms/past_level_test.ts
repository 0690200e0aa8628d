import assert from "node:assert/strict";
import { pastLevel } from "@/lib/alarms/words.ts";
import { aFire, anAlarm } from "../client/samples.ts";

const MAX = { type: "percentChange", percentage: 5, changeType: "downFromMax" };
const WINDOW = { ...{ type: "timeframe", percentage: 3, direction: "any" }, timeUnit: "hours" };
const hour = anAlarm({ ...WINDOW, timeValue: 1 });

const ROWS: readonly [says: string, fire: Parameters<typeof aFire>[0], words: string | null][] = [
  ["a target from below", { price: 55_100 }, "0.18 % past 55,000"],
  ["a target from above", { price: 54_450, direction: "down" }, "1 % past 55,000"],
  ["a target that was hit exactly", { price: 55_000 }, "exactly at 55,000"],
  [
    "a fall from the maximum",
    { alarm: anAlarm(MAX), price: 49_140, reference: 52_000, direction: "down" },
    "\u22125.5 % from 52,000, 0.53 % past 49,400",
  ],
  [
    "a rise within a window that may go both ways",
    { alarm: hour, price: 103.5, reference: 100, direction: "up" },
    "+3.5 % from 100, 0.49 % past 103",
  ],
  [
    "exactly the asked percentage",
    { alarm: hour, price: 97, reference: 100, direction: "down" },
    "\u22123 % from 100, exactly at 97",
  ],
  ["a fire of an older file, without its reference", { alarm: hour }, null],
  ["a rehearsal", { test: true }, null],
];

for (const [says, fire, words] of ROWS) {
  Deno.test(`pastLevel() tells how far past it was: ${says}`, () => {
    assert.equal(pastLevel(aFire(fire)), words);
  });
}
