import assert from "node:assert/strict";
import { timeWeight, unitOf } from "@/lib/client/chart/axes.ts";
import { markWriter } from "@/lib/client/chart/time_text.ts";
import { wallMs } from "@/lib/text/wall_time.ts";

const at = (text: string) => Date.parse(`${text}Z`);

const WEIGHTS = [
  ["2026-01-01T00:00", "2025-12-31T23:59", "year"],
  ["2026-02-01T00:00", "2026-01-31T23:59", "month"],
  ["2026-02-02T00:00", "2026-02-01T23:00", "day"],
  ["2026-02-02T12:00", "2026-02-02T11:59", "minute"],
  ["2026-02-02T12:01", "2026-02-02T12:00", "minute"],
  ["2026-02-02T12:00:15", "2026-02-02T12:00:00", "second"],
] as const;

for (const [mark, before, unit] of WEIGHTS) {
  Deno.test(`timeWeight() names ${mark} after ${before} by its ${unit}`, () => {
    assert.equal(unitOf(timeWeight(at(mark), at(before))), unit);
  });
}

Deno.test("timeWeight() is the higher, the rounder the time is", () => {
  const weights = ["12:01", "12:05", "12:30", "13:00", "15:00", "18:00", "12:00"].map((time) => {
    const mark = at(`2026-02-02T${time}`);
    return timeWeight(mark, mark - 60_000);
  });
  assert.deepEqual(weights, weights.toSorted((a, b) => a - b));
});

const MIDNIGHTS = [
  ["UTC", "2026-02-02T00:00"],
  ["Europe/Berlin", "2026-02-01T23:00"],
  ["Europe/Berlin", "2026-07-01T22:00"],
  ["Asia/Kolkata", "2026-02-01T18:30"],
  ["America/New_York", "2026-03-09T04:00"],
] as const;

for (const [zone, moment] of MIDNIGHTS) {
  Deno.test(`timeWeight() begins a day of ${zone} at ${moment} UTC`, () => {
    const weight = (mark: number) => timeWeight(wallMs(mark, zone), wallMs(mark - 900_000, zone));
    assert.notEqual(unitOf(weight(at(moment))), "minute");
    assert.equal(unitOf(weight(at(moment) + 900_000)), "minute");
  });
}

Deno.test("timeWeight() has no day twice where an hour comes twice", () => {
  const start = at("2026-10-24T22:00");
  const hours = Array.from(
    { length: 25 },
    (_, hour) => wallMs(start + hour * 3_600_000, "Europe/Berlin"),
  );
  const days = hours.slice(1).filter((hour, index) =>
    unitOf(timeWeight(hour, hours[index] ?? 0)) === "day"
  );
  assert.deepEqual(days, [], "the 25 hours of that day are one day");
});

Deno.test("markWriter() writes each unit as an axis needs it", () => {
  const write = markWriter("UTC");
  const moment = at("2026-02-05T09:07:15");
  assert.deepEqual(
    (["year", "month", "day", "minute", "second"] as const).map((unit) => write(moment, unit)),
    ["2026", "Feb", "5 Feb", "09:07", "09:07:15"],
  );
});
