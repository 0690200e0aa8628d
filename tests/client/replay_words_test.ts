import assert from "node:assert/strict";
import { replayText } from "@/lib/client/alarms/replay.ts";
import { shortMomentText } from "@/lib/text/times.ts";

const TO = "2026-11-24T13:05:00.000Z";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NEWEST = { timestamp: "2026-11-24T13:02:59.999Z", price: 66_730, direction: "up" } as const;

function textOf(lengthMs: number, count: number, mode: "once" | "repeat" = "repeat") {
  const from = new Date(Date.parse(TO) - lengthMs).toISOString();
  const moments = count === 0 ? [] : [NEWEST];
  return replayText({ pair: "BTCUSDT", from, to: TO, count, moments }, mode, "UTC");
}

const ROWS: [text: string, lengthMs: number, count: number][] = [
  ["Would have rung 7 times in the last 30 days, last on 24 Nov, 13:02 UTC", 30 * DAY + HOUR, 7],
  ["Would have rung once in the last 30 days, on 24 Nov, 13:02 UTC", 29.6 * DAY, 1],
  ["Would not have rung in the last 30 days", 30 * DAY, 0],
  ["Would not have rung in the last 3 days (all that is known)", 3 * DAY - 5 * HOUR, 0],
  [
    "Would have rung 1,234 times in the last 29 days (all that is known), last on 24 Nov, 13:02 UTC",
    29.2 * DAY,
    1_234,
  ],
  ["Would not have rung in the last 47 h (all that is known)", 47 * HOUR, 0],
  ["Would not have rung in the last 90 min (all that is known)", 90 * MINUTE, 0],
  ["Would not have rung in the last 60 s (all that is known)", 1_000, 0],
];

for (const [text, lengthMs, count] of ROWS) {
  Deno.test(`replayText() says "${text}"`, () => assert.equal(textOf(lengthMs, count), text));
}

Deno.test("replayText() never says that an alarm that rings once would have rung more often", () => {
  assert.equal(
    textOf(30 * DAY, 4_564, "once"),
    "Rings once; its condition came true 4,564 times in the last 30 days, last on 24 Nov, 13:02 UTC",
  );
  assert.match(textOf(30 * DAY, 1, "once"), /^Would have rung once/);
});

Deno.test("replayText() tells that the history is too short", () => {
  const never = { pair: "BTCUSDT", from: null, to: null, count: 0, moments: [] };
  assert.match(replayText(never, "once", "UTC"), /^Prices are not known for long enough/);
});

Deno.test("shortMomentText() leaves out the year and the seconds, and names the zone", () => {
  assert.equal(shortMomentText(NEWEST.timestamp, "Europe/Berlin"), "24 Nov, 14:02 CET");
});
