import assert from "node:assert/strict";
import { afterNearest, nearestText, watchedWords, whyTitle } from "@/lib/client/log/follow_why.ts";
import type { Why } from "@/lib/protocol/answers.ts";
import { anAlarm, moment } from "./samples.ts";

const NEAR = {
  ...{ timestamp: moment(0), price: 66_730, trigger: 67_000, isReached: false },
  ...{ distance: 270, percent: 0.4046 },
};

const WHY: Why = {
  ...{ alarmId: "alarm_1", pair: "BTCUSDT", state: "armed", reset: null, lastJudgedAt: moment(0) },
  ...{
    since: moment(0),
    nearest: NEAR,
    noNearest: null,
    watched: [],
    unwatchedSeconds: 0,
    unwatched: [],
    obstacles: [],
  },
};

const none = (noNearest: Why["noNearest"]): Why => ({ ...WHY, nearest: null, noNearest });

const ROWS: [says: string, why: Why, text: string | null][] = [
  ["how near the price came", WHY, "Came within 0.4 % (66,730)"],
  [
    "that it got there",
    { ...WHY, nearest: { ...NEAR, isReached: true, price: 67_010 } },
    "The price got there (67,010)",
  ],
  ["that no price has come", none("noHistory"), "No price has come since then"],
  ["that a window was not full", none("warmingUp"), "Its window has not been full since then"],
  ["that the condition was true", none("stillMet"), "Its condition has been true ever since"],
  ["nothing of one that has rung", none("alreadyTriggered"), null],
  ["nothing of one that is removed", none(null), null],
];

for (const [says, why, text] of ROWS) {
  Deno.test(`nearestText() says ${says}`, () => assert.equal(nearestText(why), text));
}

Deno.test("afterNearest() tells what was missing, and where nothing was, that something else was", () => {
  assert.equal(afterNearest(NEAR), "67,000 would have set it off");
  assert.match(afterNearest({ ...NEAR, isReached: true }), /something kept it from ringing/);
});

Deno.test("whyTitle() asks why it does not ring again of an alarm that has rung", () => {
  assert.equal(whyTitle(anAlarm()), "Why has it not rung?");
  assert.equal(whyTitle(anAlarm({ fireCount: 1 })), "Why does it not ring again?");
});

Deno.test("watchedWords() says how closely it was watched, the closest first", () => {
  const watched = [{ grain: "tick", seconds: 10_800 }, {
    grain: "minute",
    seconds: 1_200,
  }] as const;
  assert.equal(watchedWords({ watched }), "Every tick for 3 h, each minute for 20 min");
});
