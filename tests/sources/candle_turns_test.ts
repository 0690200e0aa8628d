import assert from "node:assert/strict";
import { CandleTurns } from "@/lib/engine/checks/candle_watch.ts";
import { FakeTime } from "./fake_time.ts";

const ROUND_MS = 15_000;

function symbolsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `C${index}USDT`);
}

function turnsFor(weightPerMinute: number, time: FakeTime, apartMs = 0): CandleTurns {
  return new CandleTurns({ weight: 2, weightPerMinute: () => weightPerMinute, apartMs }, {
    monotonic: time.now,
  });
}

function turnsOver(count: number, rounds: number, apartMs = 0) {
  const time = new FakeTime();
  const turns = turnsFor(60, time, apartMs);
  return Array.from({ length: rounds }, () => {
    const round = turns.next(symbolsOf(count));
    time.advance(ROUND_MS);
    return round;
  });
}

Deno.test("CandleTurns gives few pairs a turn in every round", () => {
  assert.deepEqual(turnsOver(3, 4).map((round) => round.length), [3, 3, 3, 3]);
});

Deno.test("CandleTurns gives a pair no second turn before the candles can be new", () => {
  const rounds = turnsOver(3, 9, 60_000).map((round) => round.length);
  assert.deepEqual(rounds, [3, 0, 0, 0, 3, 0, 0, 0, 3]);
});

Deno.test("CandleTurns gives every one of many pairs its turn, within the weight", () => {
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

Deno.test("CandleTurns lets new pairs go first and forgets those that are gone", () => {
  const time = new FakeTime();
  const turns = turnsFor(4, time);
  assert.deepEqual(turns.next(["A", "B", "C"]), ["A", "B"]);
  time.advance(60_000);
  assert.deepEqual(turns.next(["A", "B", "D"]), ["D", "A"]);
  time.advance(60_000);
  assert.deepEqual(turns.next(["C", "A"]), ["C", "A"]);
});

Deno.test("CandleTurns keeps no urgent pair waiting, and lets the others pay for it", () => {
  const time = new FakeTime();
  const turns = turnsFor(4, time);
  assert.deepEqual(turns.next(["A", "B", "C"]), ["A", "B"]);
  assert.deepEqual(turns.next(["A", "B", "C"], new Set(["B"])), ["B"]);
  time.advance(60_000);
  assert.deepEqual(turns.next(["A", "B", "C"], new Set(["B"])), ["B"], "the minute is used up");
  time.advance(60_000);
  assert.deepEqual(turns.next(["A", "B", "C"]), ["C", "A"]);
});

Deno.test("CandleTurns lets those go first for which there was no time", () => {
  const time = new FakeTime();
  const turns = turnsFor(4, time);
  turns.next(["A", "B", "C"]);
  turns.giveBack(["B"]);
  time.advance(60_000);
  assert.deepEqual(turns.next(["A", "B", "C"]), ["B", "C"]);
});
