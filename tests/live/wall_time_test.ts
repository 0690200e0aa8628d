import assert from "node:assert/strict";
import fc from "fast-check";
import { momentOfWallTime, wallTimeAt } from "@/lib/live/wall_time.ts";

const iso = (wall: readonly [number, number, number, number, number], zone: string | undefined) => {
  const [year, month, day, hour, minute] = wall;
  return new Date(momentOfWallTime({ year, month, day, hour, minute }, zone)).toISOString();
};

Deno.test("momentOfWallTime knows the zone's offset on that day", () => {
  assert.equal(iso([2026, 1, 15, 0, 0], "Europe/Berlin"), "2026-01-14T23:00:00.000Z");
  assert.equal(iso([2026, 7, 1, 12, 30], "America/New_York"), "2026-07-01T16:30:00.000Z");
  assert.equal(iso([2026, 7, 1, 12, 30], "Asia/Kolkata"), "2026-07-01T07:00:00.000Z");
  assert.equal(iso([2026, 7, 1, 12, 30], "UTC"), "2026-07-01T12:30:00.000Z");
  // The day on which clocks go forward, before and after.
  assert.equal(iso([2026, 3, 29, 1, 30], "Europe/Berlin"), "2026-03-29T00:30:00.000Z");
  assert.equal(iso([2026, 3, 29, 3, 30], "Europe/Berlin"), "2026-03-29T01:30:00.000Z");
});

Deno.test("momentOfWallTime runs on past the end of a day and of a month", () => {
  assert.equal(iso([2026, 1, 31, 24, 0], "UTC"), "2026-02-01T00:00:00.000Z");
  assert.equal(iso([2026, 12, 32, 0, 0], "UTC"), "2027-01-01T00:00:00.000Z");
});

Deno.test("momentOfWallTime undoes wallTimeAt, except in the hour that a clock shows twice", () => {
  const zones = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", undefined];
  const minutes = fc.integer({ min: 0, max: 60 * 24 * 365 * 20 });
  const property = fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
    const at = Date.parse("2020-01-01T00:00:00Z") + minute * 60_000;
    const back = momentOfWallTime(wallTimeAt(at, zone), zone);
    assert.ok([-3_600_000, 0, 3_600_000].includes(back - at), `${at} ${zone}`);
    assert.deepEqual(wallTimeAt(back, zone), wallTimeAt(at, zone));
  });
  fc.assert(property);
});
