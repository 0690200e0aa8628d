import assert from "node:assert/strict";
import { formatEntry, parseDayFile } from "@/lib/store/history/day_files.ts";
import fc from "fast-check";
import { NOON } from "./fixtures.ts";

const ENTRIES = [
  { at: NOON, price: 50_000.25 },
  {
    at: NOON + 15_000,
    open: 5,
    high: 7.5,
    low: 4,
    close: 6,
    closeAt: NOON + 29_000,
    volume: 0.125,
  },
  { at: NOON + 30_000, open: 1, high: 2, low: 0.5, close: 1.5, clockShiftMs: 3_600_000 },
];

Deno.test("parseDayFile() gives back what formatEntry() was given", () => {
  assert.deepEqual(parseDayFile(ENTRIES.map(formatEntry).join("")), ENTRIES);
});

Deno.test("parseDayFile() reads every number as it was written", () => {
  const price = fc.oneof(
    fc.double({ min: 1e-12, max: 1e21, noNaN: true }),
    fc.nat(1e15).map((units) => (units + 1) / 1e7),
    fc.nat(1e9).map((units) => units + 1),
  );
  const entry = fc.record({
    at: fc.integer({ min: 0, max: 4e12 }),
    ...{ open: price, high: price, low: price, close: price, volume: price },
    clockShiftMs: fc.integer({ min: -1e10, max: 1e10 }).filter((ms) => ms !== 0),
  }).map((entry) => ({ ...entry }));
  fc.assert(fc.property(fc.array(entry), (entries) => {
    assert.deepEqual(parseDayFile(entries.map(formatEntry).join("")), entries);
  }));
});

Deno.test("parseDayFile() leaves out a line with a flipped bit, and reads the others", () => {
  const [before = "", line = "", after = ""] = ENTRIES.map(formatEntry);
  const bytes = new TextEncoder().encode(line);
  // The line feed at its end is what parts it from the next.
  for (let bit = 0; bit < (bytes.length - 1) * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const read = parseDayFile(before + new TextDecoder().decode(flipped) + after);
    assert.deepEqual(read, [ENTRIES[0], ENTRIES[2]], `bit ${bit}`);
  }
});

Deno.test("parseDayFile() reads lines of the version before, which have no checksum", () => {
  const lines = '{"t":"2024-01-15T12:00:00Z","p":50000.25}\n' +
    '{"t":"2024-01-15T12:00:15Z","o":5,"h":7.5,"l":4,"c":6,"d":14000,"s":1000}\n';
  assert.deepEqual(parseDayFile(lines), [
    { at: NOON, price: 50_000.25 },
    {
      ...{ at: NOON + 15_000, open: 5, high: 7.5, low: 4, close: 6, closeAt: NOON + 29_000 },
      clockShiftMs: 1_000,
    },
  ]);
});
