import assert from "node:assert/strict";
import { chartText } from "@/components/chart/LiveChart.tsx";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-01-15T12:00:00Z");
const SPAN = { from: NOON, to: NOON + HOUR };
const ROWS = [
  ["before it is drawn", 50_000, { span: null, reach: null }, "now 50,000."],
  ["before the first price", null, { span: null, reach: null }, "no price yet."],
  [
    "with what is in sight",
    50_000,
    { span: SPAN, reach: { maxValue: 50_020, minValue: 49_980 } },
    "now 50,000. Shown: 15 Jan, 12:00 UTC to 15 Jan, 13:00 UTC: highest 50,020, lowest 49,980.",
  ],
  [
    "where no price is in sight",
    50_000,
    { span: SPAN, reach: null },
    "now 50,000. Shown: 15 Jan, 12:00 UTC to 15 Jan, 13:00 UTC: no price is known.",
  ],
] as const;

for (const [when, currentPrice, shown, words] of ROWS) {
  Deno.test(`chartText() says what a chart shows ${when}`, () => {
    assert.equal(
      chartText({ symbol: "BTCUSDT", currentPrice }, "1h", shown, "UTC"),
      `Price of BTC/USDT over 1 h: ${words} The alarms are listed on this page.`,
    );
  });
}
