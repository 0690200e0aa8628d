import assert from "node:assert/strict";
import fc from "fast-check";
import { momentOfWallTime, namedMoment, wallMs, wallTimeAt } from "@/lib/text/wall_time.ts";

const iso = (wall: readonly [number, number, number, number, number], zone: string | undefined) => {
  const [year, month, day, hour, minute] = wall;
  return new Date(momentOfWallTime({ year, month, day, hour, minute }, zone)).toISOString();
};

Deno.test("momentOfWallTime() knows the zone's offset on that day", () => {
  assert.equal(iso([2026, 1, 15, 0, 0], "Europe/Berlin"), "2026-01-14T23:00:00.000Z");
  assert.equal(iso([2026, 7, 1, 12, 30], "America/New_York"), "2026-07-01T16:30:00.000Z");
  assert.equal(iso([2026, 7, 1, 12, 30], "Asia/Kolkata"), "2026-07-01T07:00:00.000Z");
  assert.equal(iso([2026, 7, 1, 12, 30], "UTC"), "2026-07-01T12:30:00.000Z");
  // The day on which clocks go forward, before and after.
  assert.equal(iso([2026, 3, 29, 1, 30], "Europe/Berlin"), "2026-03-29T00:30:00.000Z");
  assert.equal(iso([2026, 3, 29, 3, 30], "Europe/Berlin"), "2026-03-29T01:30:00.000Z");
});

Deno.test("momentOfWallTime() runs on past the end of a day and of a month", () => {
  assert.equal(iso([2026, 1, 31, 24, 0], "UTC"), "2026-02-01T00:00:00.000Z");
  assert.equal(iso([2026, 12, 32, 0, 0], "UTC"), "2027-01-01T00:00:00.000Z");
});

Deno.test("momentOfWallTime() undoes wallTimeAt, except in the hour that a clock shows twice", () => {
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

const SET_CLOCKS: readonly (readonly [zone: string, wall: string, utc: string, note: string])[] = [
  // Skipped: as much later as the clocks go forward.
  ["America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00", "4 Nov 2018 01:00 is meant"],
  ["America/Sao_Paulo", "2018-11-04T00:30", "2018-11-04T03:30", "4 Nov 2018 01:30 is meant"],
  ["Asia/Beirut", "2026-03-29T00:00", "2026-03-28T22:00", "29 Mar 2026 01:00 is meant"],
  ["Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00", "24 Apr 2026 01:00 is meant"],
  ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30", "29 Mar 2026 03:30 is meant"],
  ["America/New_York", "2026-03-08T02:00", "2026-03-08T07:00", "8 Mar 2026 03:00 is meant"],
  ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45", "4 Oct 2026 02:45 is meant"],
  ["Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00", "31 Dec 2011 12:00 is meant"],
  ["America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00", "6 Sept 2026 01:00 is meant"],
  ["Atlantic/Azores", "2026-03-29T00:30", "2026-03-29T01:30", "29 Mar 2026 01:30 is meant"],
  // Shown twice: the first.
  ["America/Santiago", "2026-04-04T23:30", "2026-04-05T02:30", "the first time is meant"],
  ["Atlantic/Azores", "2026-10-25T00:30", "2026-10-25T00:30", "the first time is meant"],
  ["Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45", "the first time is meant"],
  ["America/Sao_Paulo", "2018-02-17T23:30", "2018-02-18T01:30", "the first time is meant"],
  ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30", "the first time is meant"],
  ["America/Havana", "2026-11-01T00:00", "2026-11-01T04:00", "the first time is meant"],
  ["Asia/Beirut", "2026-10-24T23:30", "2026-10-24T20:30", "the first time is meant"],
  // Beside them: nothing to say.
  ["Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59", ""],
  ["Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00", ""],
  ["America/Santiago", "2026-09-05T23:59", "2026-09-06T03:59", ""],
  ["America/Sao_Paulo", "2018-11-03T23:59", "2018-11-04T02:59", ""],
  ["America/Sao_Paulo", "2018-11-04T01:00", "2018-11-04T03:00", ""],
  ["America/Sao_Paulo", "2018-02-18T00:00", "2018-02-18T03:00", ""],
  ["Africa/Cairo", "2026-04-25T00:00", "2026-04-24T21:00", ""],
];

for (const [zone, wall, utc, words] of SET_CLOCKS) {
  Deno.test(`namedMoment() reads ${wall} in ${zone} as ${utc} in UTC`, () => {
    const { at, note } = namedMoment(wallTimeAt(Date.parse(`${wall}Z`), "UTC"), zone);
    assert.equal(new Date(at).toISOString().slice(0, 16), utc);
    if (words === "") assert.equal(note, null);
    else assert.ok(note?.includes(words), `${note}`);
  });
}

Deno.test("namedMoment() takes the second of two times once the first is over", () => {
  const wall = { year: 2026, month: 10, day: 25, hour: 2, minute: 30 };
  const first = Date.parse("2026-10-25T00:30Z");
  const named = (now: number) => namedMoment(wall, "Europe/Berlin", now);
  assert.equal(named(first - 1).at, first);
  assert.equal(named(first).at, first + 3_600_000);
  assert.match(named(first).note ?? "", /second time/);
});

Deno.test("namedMoment() is the moment that is shown, or as much later as clocks go forward, in every zone", () => {
  const zones = [
    ...["Africa/Cairo", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia"],
    ...["Atlantic/Azores", "America/St_Johns", "Africa/Casablanca", "Antarctica/Troll"],
  ];
  const from = Date.parse("2011-01-01T00:00:00Z");
  const wallMinutes = fc.integer({ min: 0, max: 60 * 24 * 365 * 16 });
  const property = fc.property(wallMinutes, fc.constantFrom(...zones), (minute, zone) => {
    const asked = from + minute * 60_000;
    const { at, note } = namedMoment(wallTimeAt(asked, "UTC"), zone);
    const shown = wallMs(at, zone);
    if (note === null || note.includes("twice")) return assert.equal(shown, asked);
    const later = shown - asked;
    assert.ok([30, 60, 120, 24 * 60].includes(later / 60_000), `${note} in ${zone}`);
  });
  fc.assert(property, { numRuns: 2_000 });
});
