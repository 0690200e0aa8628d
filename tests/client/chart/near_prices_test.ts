import assert from "node:assert/strict";
import { withNearPrices } from "@/lib/client/chart/price_pane.ts";
import { levelsOf } from "@/lib/client/chart/levels.ts";
import { anAlarm, aPair, START } from "../samples.ts";

const VIEW = { minValue: 100, maxValue: 200 };
const REACHES = [
  [[], 100, 200],
  [[150], 100, 200],
  [[240, 60], 60, 240],
  [[251, 49], 100, 200],
  [[240, 1_000], 100, 240],
] as const;

for (const [targets, minValue, maxValue] of REACHES) {
  Deno.test(`withNearPrices() shows ${minValue} to ${maxValue} for alarms at ${targets.join(", ") || "no price"}`, () => {
    const alarms = targets.map((targetPrice) =>
      anAlarm({ targetPrice, id: `alarm_${targetPrice}` })
    );
    const levels = levelsOf(aPair({ alarms }), START);
    assert.deepEqual(withNearPrices(VIEW, { levels, bands: [] }), { minValue, maxValue });
  });
}

Deno.test("withNearPrices() brings the near edge of a band into view", () => {
  const edges = [{ price: 220, side: "above" }, { price: 10, side: "below" }] as const;
  const band = { id: "a", edges, since: 0, title: "", look: "armed" } as const;
  assert.deepEqual(withNearPrices(VIEW, { levels: [], bands: [band] }), {
    minValue: 100,
    maxValue: 220,
  });
});
