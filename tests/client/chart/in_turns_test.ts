import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { followInTurns } from "@/lib/client/chart/in_turns.ts";

Deno.test("followInTurns() lets one copy follow at a time, each in its turn, and skips what is old", () => {
  const source = signal(0);
  const copies = [signal(0), signal(0), signal(0)];
  const due: (() => void)[] = [];
  const values = () => copies.map(({ value }) => value);
  const turn = () => due.shift()?.();
  const stop = followInTurns(source, copies, (run) => void due.push(run));
  turn();
  assert.deepEqual(due, [], "nothing is to be done while nothing moves");
  source.value = 1;
  turn();
  assert.deepEqual(values(), [1, 0, 0]);
  source.value = 2;
  turn();
  assert.deepEqual(values(), [1, 2, 0]);
  turn();
  turn();
  assert.deepEqual(values(), [2, 2, 2]);
  assert.equal(due.length, 0);
  stop();
  source.value = 3;
  assert.equal(due.length, 0);
});
