import assert from "node:assert/strict";
import type { AlarmCondition } from "@/lib/alarms/alarm.ts";
import { alarmPreview } from "@/lib/client/alarms/preview.ts";
import { readAlarmLine } from "@/lib/client/line/read_line.ts";
import { WATCHED } from "./alarm_line/line_pairs.ts";

const THERE: AlarmCondition = { type: "target", targetPrice: 90_000, direction: "fromBelow" };

/** What a person reads before setting this, while `btc > 90k` is set. */
function warningsOf(line: string): readonly string[] {
  const watched = WATCHED.map((pair) => ({ ...pair, alarms: [THERE] }));
  const read = readAlarmLine(line, { watched, now: 0, zone: "UTC" });
  assert.ok(read.kind === "alarm", JSON.stringify(read));
  return alarmPreview(read.alarm, read.pair, "UTC").warnings;
}

Deno.test("alarmPreview() tells of the same alarm, which is there already", () => {
  assert.deepEqual(warningsOf("btc > 90k note: again"), ["The same alarm is there already"]);
  assert.deepEqual(warningsOf("btc > 91k"), []);
  assert.deepEqual(warningsOf("btc any 90k"), []);
  assert.equal(warningsOf("btc > 60k").length, 1);
});
