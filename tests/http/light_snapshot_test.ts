import assert from "node:assert/strict";
import { lightSnapshot } from "@/lib/http/light_snapshot.ts";
import type { PairView, Snapshot } from "@/lib/live/protocol.ts";
import { anAlarm, aPair } from "../live/samples.ts";

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
const alarmsIn = ({ pairs }: Snapshot) => pairs.map(({ alarms }) => alarms.length);

Deno.test("lightSnapshot leaves the points of pairs out that are not drawn, and no alarm", () => {
  const light = lightSnapshot(snapshotOf(2500), { isDrawn });
  assert.deepEqual(light.pairs.map(({ priceHistory }) => priceHistory.length), [1, 0]);
  assert.deepEqual(alarmsIn(light), [2500, 2500]);
});

Deno.test("lightSnapshot leaves out alarms of pairs that are not drawn where there are very many, or all but the first", () => {
  const many = snapshotOf(2501);
  assert.deepEqual(alarmsIn(lightSnapshot(many, { isDrawn })), [2501, 0]);
  assert.deepEqual(alarmsIn(lightSnapshot(many, { isDrawn: () => false, hasAlarms: true })), [
    2501,
    2499,
  ]);
});
