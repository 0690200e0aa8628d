import assert from "node:assert/strict";
import { type Listing, Listings } from "@/lib/sources/listings.ts";

const HOUR = 60 * 60_000;
const BTC: Listing = {
  ...{ symbol: "BTCUSD", base: "BTC", quote: "USD" },
  ...{ id: "XBT/USD", standing: "traded", status: "online" },
};

Deno.test("Listings keeps what it knows when an exchange suddenly lists nothing, and asks again soon", async () => {
  let [now, rows] = [0, [BTC]];
  const listings = new Listings({ load: () => Promise.resolve(rows), now: () => now });
  const { signal } = new AbortController();
  await listings.get(signal);
  rows = [];
  now = HOUR;
  assert.deepEqual([...(await listings.get(signal)).keys()], ["BTCUSD"]);
  rows = [BTC, { ...BTC, symbol: "ETHUSD" }];
  now += HOUR / 10;
  assert.deepEqual([...(await listings.get(signal)).keys()], ["BTCUSD", "ETHUSD"]);
});
