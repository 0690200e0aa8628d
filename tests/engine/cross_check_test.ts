import assert from "node:assert/strict";
import { CrossCheck } from "@/lib/engine/health/cross_check.ts";
import type { PriceSource } from "@/lib/sources/source.ts";
import { pairOf } from "../store/fixtures.ts";
import { FakeClock } from "./fake_clock.ts";

const BINANCE: PriceSource = {
  name: "binance",
  staleAfterMs: 60_000,
  find: () => Promise.resolve({ sourceId: null, observation: { price: 9, at: 0 } }),
  quote: () => Promise.resolve({ observations: new Map(), problems: new Map() }),
};

Deno.test("CrossCheck.priceOf asks another source about a big coin, and never about a namesake", async () => {
  const answer = new CrossCheck(BINANCE, new FakeClock());
  const gt = pairOf("GTUSDT", { source: "coingecko", sourceId: "gatechain-token" });
  assert.deepEqual(await answer.priceOf(gt), { name: "binance", price: 9 });
  const other = { ...gt, sourceId: "gt-of-somebody" };
  await assert.rejects(answer.priceOf(other), /may be another coin of that symbol/);
});
