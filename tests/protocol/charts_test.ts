import assert from "node:assert/strict";
import { chartsQuery, choiceOf, readCharts, withOneMore } from "@/lib/protocol/charts.ts";

const WATCHED = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "ETHBTC", "ADAUSDT"];
const pick = (symbol: string, interval: "15m" | "1h" | "auto" = "15m") => ({ symbol, interval });

const ROWS: readonly (readonly [
  says: string,
  query: string,
  expected: ReturnType<typeof readCharts>,
])[] = [
  ["two charts where nothing is asked", "", [pick("BTCUSDT"), pick("ETHUSDT")]],
  ["pairs with their intervals", "chart=SOLUSDT,1h&chart=ETHBTC,auto", [
    ...[pick("SOLUSDT", "1h"), pick("ETHBTC", "auto")],
  ]],
  ["one that is named beside the first other", "chart=BTCUSDT", [
    ...[pick("BTCUSDT"), pick("ETHUSDT")],
  ]],
  ["the same pair twice", "chart=BTCUSDT,1h&chart=BTCUSDT", [
    pick("BTCUSDT", "1h"),
    pick("BTCUSDT"),
  ]],
  ["no interval that is none", "chart=BTCUSDT,7x&chart=ETHUSDT,", [
    pick("BTCUSDT"),
    pick("ETHUSDT"),
  ]],
  ["no pair that is not watched", "chart=NOPE&chart=SOLUSDT", [pick("SOLUSDT"), pick("BTCUSDT")]],
  ["four at most", WATCHED.map((symbol) => `chart=${symbol}`).join("&"), [
    ...WATCHED.slice(0, 4).map((symbol) => pick(symbol)),
  ]],
];

for (const [says, query, expected] of ROWS) {
  Deno.test(`readCharts() takes ${says}`, () => {
    assert.deepEqual(readCharts(new URLSearchParams(query), WATCHED), expected);
    assert.deepEqual(readCharts(new URLSearchParams(chartsQuery(expected)), WATCHED), expected);
  });
}

Deno.test("readCharts() has none where nothing is watched", () => {
  assert.deepEqual(readCharts(new URLSearchParams("chart=BTCUSDT"), []), []);
});

Deno.test("withOneMore() takes a pair that is not shown, up to four", () => {
  const two = [pick("BTCUSDT"), pick("ETHUSDT", "1h")];
  assert.deepEqual(withOneMore(two, WATCHED).at(-1), pick("SOLUSDT", "1h"));
  const four = WATCHED.slice(0, 4).map((symbol) => pick(symbol));
  assert.equal(withOneMore(four, WATCHED), four);
});

Deno.test("choiceOf() shows candles over a range that they fit", () => {
  assert.deepEqual(choiceOf(pick("BTCUSDT")), { range: "24h", interval: "15m", kind: "candles" });
  assert.notEqual(choiceOf({ interval: "1d" }).range, "24h");
});
