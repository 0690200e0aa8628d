import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { conditionWords, typedPart } from "@/lib/client/alarms/in_place.ts";
import { formerPart, readPart } from "@/lib/client/alarms/read_in_place.ts";
import { percent, sinceStart, target, timeframe } from "../alarms/build.ts";

const WORDS: readonly (readonly [alarm: Alarm, words: readonly string[]])[] = [
  [target({ targetPrice: 60_000, direction: "fromBelow" }), [
    ...["1INCH/USDT crosses above ", "60,000", ""],
  ]],
  [percent({ percentage: 10, changeType: "downFromMax" }), [
    ...["1INCH/USDT falls ", "10 %", " from high"],
  ]],
  [timeframe({ percentage: 15, timeValue: 15, timeUnit: "minutes", direction: "any" }), [
    ...["1INCH/USDT moves ", "15 %", " within 15 minutes"],
  ]],
  [sinceStart({ percentage: 5, startPrice: 5, direction: "up" }), [
    ...["1INCH/USDT rises ", "5 %", " since 5 at start"],
  ]],
];

for (const [alarm, words] of WORDS) {
  Deno.test(`conditionWords() cuts out the figure: ${words.join("|")}`, () => {
    const cut = conditionWords(alarm, "1INCH/USDT");
    assert.deepEqual(cut && [cut.before, cut.figure, cut.after], words);
  });
}

Deno.test("A part as it is typed reads back as the same one", () => {
  for (const [alarm] of WORDS) {
    const read = readPart(alarm, "figure", typedPart(alarm, "figure"), 50_000);
    assert.deepEqual(read.ok && read.changes, formerPart(alarm, "figure"));
    const [value] = Object.values(formerPart(alarm, "figure"));
    assert.ok((Object.values(alarm) as unknown[]).includes(value), JSON.stringify(value));
  }
});

const READ: readonly (readonly [Alarm, "figure" | "note", text: string, expected: object])[] = [
  [target(), "figure", "61k", { ok: true, changes: { targetPrice: 61_000 } }],
  [target(), "figure", "61,5", { ok: true, changes: { targetPrice: 61.5 } }],
  [target(), "figure", "", { ok: false, problem: "Type the price to wait for" }],
  [target(), "figure", "0", { ok: false, problem: "It must be more than 0" }],
  [percent(), "figure", "7.5 %", { ok: true, changes: { percentage: 7.5 } }],
  [percent(), "figure", "x", { ok: false, problem: "“x” is not a number" }],
  [percent(), "note", "  dip ", { ok: true, changes: { note: "dip" } }],
  [target({ note: "dip" }), "note", "", { ok: true, changes: { note: "" } }],
];

for (const [alarm, part, text, expected] of READ) {
  Deno.test(`readPart() of ${alarm.type}: ${part} “${text}”`, () => {
    assert.deepEqual(readPart(alarm, part, text, 50_000), expected);
  });
}
