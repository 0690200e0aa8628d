import assert from "node:assert/strict";
import { arrangePairs, shownList } from "@/lib/client/board/arrange.ts";
import { type BoardView, FIRST_VIEW } from "@/lib/client/board/view.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { anAlarm, aPair, START } from "../samples.ts";

function pair(symbol: string, fields: Partial<PairView> = {}): PairView {
  return { ...aPair({ symbol, currentPrice: 100 }), ...fields };
}

const at = (targetPrice: number, id: string) => anAlarm({ id, targetPrice, direction: "any" });

const PAIRS: readonly PairView[] = [
  pair("ETHUSDT", { hourAgo: 110, dayAgo: 80, alarms: [at(103, "e")] }),
  pair("BTCUSDT", { hourAgo: 90, dayAgo: 125, alarms: [at(150, "b1"), at(99, "b2")] }),
  pair("SOLUSDT", { hourAgo: null, dayAgo: null }),
  pair("ADABTC", { hourAgo: 100, dayAgo: 100, currentPrice: null }),
];

const STATE = { ringing: new Set(["BTCUSDT"]), stale: { SOLUSDT: "silent" }, now: START };

const ROWS: readonly (readonly [says: string, view: Partial<BoardView>, symbols: string])[] = [
  ["all in their order", {}, "ETH BTC SOL ADA"],
  ["their order, reversed", { isReversed: true }, "ADA SOL BTC ETH"],
  ["by name", { sort: "name" }, "ADA BTC ETH SOL"],
  ["by name, reversed", { sort: "name", isReversed: true }, "SOL ETH BTC ADA"],
  ["the greatest gain in an hour first, unknown last", { sort: "hour" }, "BTC ETH SOL ADA"],
  ["the greatest loss first", { sort: "hour", isReversed: true }, "ETH BTC SOL ADA"],
  ["the greatest gain in a day first", { sort: "day" }, "ETH BTC SOL ADA"],
  ["the nearest alarm first", { sort: "nearest" }, "BTC ETH SOL ADA"],
  ["with alarms", { selection: "alarms" }, "ETH BTC"],
  ["ringing", { selection: "ringing" }, "BTC"],
  ["stale or without a price", { selection: "trouble" }, "SOL ADA"],
  ["a part of the name", { text: "usd" }, "ETH BTC SOL"],
  ["a name in any spelling", { text: "ada/btc" }, "ADA"],
  ["nothing of that name", { text: "xyz" }, ""],
];

for (const [says, changes, symbols] of ROWS) {
  Deno.test(`arrangePairs() shows ${says}`, () => {
    const shown = arrangePairs(PAIRS, { ...FIRST_VIEW, ...changes }, STATE);
    assert.equal(shown.map(({ symbol }) => symbol.slice(0, 3)).join(" "), symbols);
  });
}

Deno.test("arrangePairs() shows a watchlist in its own order, without pairs that are gone", () => {
  const list = { id: "list_1", name: "x", colour: "blue", pairs: ["ADABTC", "GONE", "ETHUSDT"] };
  const view = { ...FIRST_VIEW, list: list.id };
  const shown = (changes: Partial<BoardView>) =>
    arrangePairs(PAIRS, { ...view, ...changes }, { ...STATE, list: shownList(view, [list]) })
      .map(({ symbol }) => symbol);
  assert.deepEqual(shown({}), ["ADABTC", "ETHUSDT"]);
  assert.deepEqual(shown({ sort: "day" }), ["ETHUSDT", "ADABTC"]);
  assert.equal(shownList(view, []), null);
});

Deno.test("arrangePairs() finds names beyond ASCII, and coins by what they are called", () => {
  const named = [
    pair("\u5e01\u5b89\u4eba\u751fUSDT"),
    pair("GTUSD", { base: "GT", quote: "USD", coinName: "Gatechain" }),
  ];
  const found = (text: string) =>
    arrangePairs(named, { ...FIRST_VIEW, text }, STATE).map(({ symbol }) => symbol);
  assert.deepEqual(found("\u4eba\u751f"), ["\u5e01\u5b89\u4eba\u751fUSDT"]);
  assert.deepEqual(found("gatech"), ["GTUSD"]);
});
