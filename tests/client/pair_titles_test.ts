import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { nameBy, pairTitle } from "@/lib/client/pair_titles.ts";

Deno.test("pairTitle() cuts a symbol as the source of its pair does, else by the usual quotes", () => {
  nameBy(signal({ pairs: [{ symbol: "GTUSD", base: "G", quote: "TUSD" }] }));
  const titles = ["GTUSD", "BTCUSDT", "ETHBTC", "GT/USD", "WHATISIT"].map(pairTitle);
  assert.deepEqual(titles, ["G/TUSD", "BTC/USDT", "ETH/BTC", "GT/USD", "WHATISIT"]);
  nameBy(signal({ pairs: [] }));
  assert.equal(pairTitle("GTUSD"), "GT/USD");
});
