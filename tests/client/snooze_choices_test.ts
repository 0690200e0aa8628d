import assert from "node:assert/strict";
import { nextMorning, snoozeChoices } from "@/lib/client/ringing/ringing.ts";

const ROWS: readonly [says: string, zone: string, now: string, until: string][] = [
  ["UTC", "UTC", "2026-01-15T12:00:00Z", "2026-01-16T09:00:00Z"],
  ["the last minute of a day", "UTC", "2026-01-15T23:59:59Z", "2026-01-16T09:00:00Z"],
  ["the first minute of a day", "UTC", "2026-01-16T00:00:00Z", "2026-01-16T09:00:00Z"],
  ["the last minute of a night", "UTC", "2026-01-16T05:59:00Z", "2026-01-16T09:00:00Z"],
  ["the first minute of a morning", "UTC", "2026-01-16T06:00:00Z", "2026-01-17T09:00:00Z"],
  ["the last day of a year", "UTC", "2026-12-31T20:00:00Z", "2027-01-01T09:00:00Z"],
  ["a leap day", "UTC", "2028-02-28T20:00:00Z", "2028-02-29T09:00:00Z"],
  [
    "a zone where it is tomorrow already",
    "Asia/Tokyo",
    "2026-01-15T22:00:00Z",
    "2026-01-17T00:00:00Z",
  ],
  [
    "a zone where it is still yesterday",
    "America/Los_Angeles",
    "2026-01-15T04:00:00Z",
    "2026-01-15T17:00:00Z",
  ],
  ["half an hour off", "Asia/Kolkata", "2026-01-15T12:00:00Z", "2026-01-16T03:30:00Z"],
  [
    "the night before clocks go forward",
    "Europe/Berlin",
    "2026-03-28T20:00:00Z",
    "2026-03-29T07:00:00Z",
  ],
  [
    "the night before clocks go back",
    "America/New_York",
    "2026-11-01T02:00:00Z",
    "2026-11-01T14:00:00Z",
  ],
];

for (const [says, zone, now, until] of ROWS) {
  Deno.test(`nextMorning() is nine o'clock on the wall: ${says}`, () => {
    const at = nextMorning(Date.parse(now), zone);
    assert.equal(new Date(at).toISOString(), until.replace("Z", ".000Z"));
  });
}

Deno.test("snoozeChoices() names the morning it means", () => {
  const choices = snoozeChoices(Date.parse("2026-01-15T12:00:00Z"), "UTC");
  assert.deepEqual(choices.map(({ text }) => text), ["15 min", "1 h", "Fri 9:00"]);
  assert.deepEqual(choices.map(({ input }) => input), [
    { minutes: 15 },
    { minutes: 60 },
    { until: "2026-01-16T09:00:00.000Z" },
  ]);
});
