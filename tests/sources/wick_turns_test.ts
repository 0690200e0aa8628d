import assert from "node:assert/strict";
import { WickTurns } from "@/lib/sources/wick_turns.ts";
import { FakeTime } from "./fake_time.ts";

const ROUND_MS = 15_000;

function symbolsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `C${index}USDT`);
}

function turnsOver(count: number, rounds: number) {
  const time = new FakeTime();
  const turns = new WickTurns({ weight: 2, weightPerMinute: 60, now: time.now });
  return Array.from({ length: rounds }, () => {
    const round = turns.next(symbolsOf(count));
    time.advance(ROUND_MS);
    return round;
  });
}

Deno.test("WickTurns gives few pairs a turn every minute", () => {
  const rounds = turnsOver(3, 9).map((round) => round.length);
  assert.deepEqual(rounds, [3, 0, 0, 0, 3, 0, 0, 0, 3]);
});

Deno.test("WickTurns gives every one of many pairs its turn, within the weight", () => {
  const rounds = turnsOver(100, 40);
  const counts = symbolsOf(100).map((symbol) =>
    rounds.filter((round) => round.includes(symbol)).length
  );
  assert.ok(Math.min(...counts) >= 3 && Math.max(...counts) - Math.min(...counts) <= 1);
  // The first minute may spend what was not spent before it.
  for (let start = 4; start + 4 <= rounds.length; start++) {
    assert.ok(rounds.slice(start, start + 4).flat().length * 2 <= 60);
  }
});

Deno.test("WickTurns lets new pairs go first and forgets those that are gone", () => {
  const time = new FakeTime();
  const turns = new WickTurns({ weight: 2, weightPerMinute: 4, now: time.now });
  assert.deepEqual(turns.next(["A", "B", "C"]), ["A", "B"]);
  time.advance(60_000);
  assert.deepEqual(turns.next(["A", "B", "D"]), ["D", "A"]);
  time.advance(60_000);
  assert.deepEqual(turns.next(["C", "A"]), ["C", "A"]);
});

Deno.test("WickTurns goes on when the clock is set back", () => {
  const time = new FakeTime();
  const turns = new WickTurns({ weight: 2, weightPerMinute: 4, now: time.now });
  turns.next(["A"]);
  time.advance(-3_600_000);
  assert.deepEqual(turns.next(["A"]), ["A"]);
});
