import assert from "node:assert/strict";
import { SleepWatch } from "@/lib/client/client.ts";

Deno.test("SleepWatch takes a pause of more than five seconds for a sleep, once", () => {
  let now = 1_000;
  const watch = new SleepWatch(() => now);
  const after = (ms: number) => {
    now += ms;
    return watch.hasSlept();
  };
  assert.deepEqual([0, 1_000, 5_000, 5_001, 0, 3_600_000, 1].map(after), [
    ...[false, false, false, true, false, true, false],
  ]);
});
