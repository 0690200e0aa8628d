import assert from "node:assert/strict";
import { type AlarmFilter, filterAlarms } from "@/lib/client/alarms/alarm_view.ts";
import { anAlarm, aPair, START } from "./samples.ts";

const PAIRS = [
  aPair({
    alarms: [
      anAlarm({ id: "high" }),
      anAlarm({ id: "low", targetPrice: 40_000, direction: "fromAbove", note: "Buy the dip" }),
      anAlarm({ id: "paused", paused: true }),
      anAlarm({ id: "holds", targetPrice: 45_000 }),
    ],
  }),
  aPair({
    ...{ symbol: "ETHBTC", base: "ETH", quote: "BTC" },
    alarms: [anAlarm({ id: "eth", triggered: true })],
  }),
];

const ROWS: readonly (readonly [text: string, look: AlarmFilter["look"], ids: string[]])[] = [
  ["", "any", ["high", "low", "paused", "holds", "eth"]],
  ["btcusdt", "any", ["high", "low", "paused", "holds"]],
  ["ETH/BTC", "any", ["eth"]],
  ["  crosses   above 55,000 btcusdt ", "any", ["high", "paused"]],
  ["dip", "any", ["low"]],
  ["", "paused", ["paused"]],
  ["", "armed", ["high", "low"]],
  ["", "waitingToReset", ["holds"]],
  ["", "triggered", ["eth"]],
  ["btcusdt", "triggered", []],
];

for (const [text, look, ids] of ROWS) {
  Deno.test(`filterAlarms() finds ${ids.join(", ") || "none"} for “${text}” and ${look}`, () => {
    const found = filterAlarms(PAIRS, { text, look }, START);
    assert.deepEqual(found.map(({ alarm }) => alarm.id), ids);
  });
}
