import assert from "node:assert/strict";
import { pulledBy } from "@/components/page/PullToRefresh.tsx";

const PULL_FAR = 110;

const START = { clientX: 100, clientY: 50 };

const ROWS: readonly (readonly [
  says: string,
  across: number,
  down: number,
  expected: ReturnType<typeof pulledBy>,
])[] = [
  ["has begun with a finger that is put down", 0, 0, { kind: "pulling", far: 0 }],
  ["grows with the way down", 0, PULL_FAR / 2, { kind: "pulling", far: 0.5 }],
  ["acts once it is far enough", 0, PULL_FAR, { kind: "ready", far: 1 }],
  ["goes no further than that", 0, PULL_FAR * 3, { kind: "ready", far: 1 }],
  ["may go a little sideways", 30, PULL_FAR / 2, { kind: "pulling", far: 0.5 }],
  ["is none where a finger swipes to the right", 80, 60, null],
  ["is none where a finger swipes to the left", -80, 60, null],
  ["is none where a finger scrolls", 0, -1, null],
];

for (const [says, across, down, expected] of ROWS) {
  Deno.test(`pulledBy() ${says}`, () => {
    const now = { clientX: START.clientX + across, clientY: START.clientY + down };
    assert.deepEqual(pulledBy(START, now), expected);
  });
}
