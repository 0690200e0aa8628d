import assert from "node:assert/strict";
import type { PairView, Snapshot } from "@/lib/protocol/frames.ts";
import { lightSnapshot } from "@/lib/server/pages.ts";
import { alarmCount } from "@/lib/client/model.ts";
import { anAlarm, aPair } from "../client/samples.ts";

/** Two pairs with so many alarms each. */
function snapshotOf(count: number): Snapshot {
  const alarms = Array.from({ length: count }, (_, nth) => anAlarm({ id: `alarm_${nth}` }));
  const pairs = ["BTCUSDT", "ETHUSDT"].map((symbol) => aPair({ symbol }))
    .map((pair) => ({ ...pair, alarms, references: { alarm_0: 1 } }) as unknown as PairView);
  return {
    epoch: "e",
    seq: 0,
    serverTime: "",
    pairs,
    ringing: [],
    status: {},
  } as unknown as Snapshot;
}

const isDrawn = (symbol: string) => symbol === "BTCUSDT";
const countsIn = ({ pairs }: Snapshot) => pairs.map(alarmCount);
const alarmsIn = ({ pairs }: Snapshot) => pairs.map(({ alarms }) => alarms.length);

Deno.test("lightSnapshot() leaves the points of pairs out that are not drawn, and no alarm", () => {
  const light = lightSnapshot(snapshotOf(1000), { isDrawn });
  assert.deepEqual(light.pairs.map(({ priceHistory }) => priceHistory.length), [1, 0]);
  assert.deepEqual(alarmsIn(light), [1000, 1000]);
});

Deno.test("lightSnapshot() leaves out alarms of pairs that are not drawn where there are very many, or all but the first", () => {
  const many = snapshotOf(1001);
  assert.deepEqual(alarmsIn(lightSnapshot(many, { isDrawn })), [300, 0]);
  const none = () => false;
  assert.deepEqual(alarmsIn(lightSnapshot(many, { isDrawn: none, hasAlarms: true })), [300, 0]);
});

Deno.test("lightSnapshot() shares what a page comes with among the pairs that it draws, where there are very many", () => {
  assert.deepEqual(alarmsIn(lightSnapshot(snapshotOf(1000), { isDrawn: () => true })), [
    1000,
    1000,
  ]);
  const many = snapshotOf(10_000);
  assert.deepEqual(alarmsIn(lightSnapshot(many, { isDrawn: () => true })), [300, 300]);
});

Deno.test("lightSnapshot() says how many alarms each pair has in all, whatever it leaves out", () => {
  const many = snapshotOf(10_000);
  for (const options of [{ isDrawn }, { isDrawn: () => false, hasAlarms: true }]) {
    assert.deepEqual(countsIn(lightSnapshot(many, options)), [10_000, 10_000]);
  }
});
