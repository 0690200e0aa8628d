import assert from "node:assert/strict";
import { KrakenSource } from "@/lib/sources/kraken/kraken.ts";
import { SourceError } from "@/lib/sources/source.ts";
import { forever, krakenRig, listed, pairOf } from "./rig.ts";

const BTCUSDT = listed("BTC", "USDT");
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

Deno.test("KrakenSource.quote prices many pairs in one request, by everybody's names", async () => {
  await using rig = krakenRig();
  rig.server.setPair("XXBTZUSD", { altname: "XBTUSD", wsname: "XBT/USD", price: 50_001 });
  rig.server.setPair("XDGEUR", { altname: "XDGEUR", wsname: "XDG/EUR", price: 0.07 });
  const pairs = [BTCUSDT, listed("BTC", "USD"), listed("DOGE", "EUR"), listed("ETH", "BTC")];
  const { observations } = await rig.source.quote(pairs, forever());
  const prices = [...observations].map(([symbol, { price }]) => [symbol, price]);
  const expected = [["BTCUSDT", 50_000], ["BTCUSD", 50_001], ["DOGEEUR", 0.07], ["ETHBTC", 0.05]];
  assert.deepEqual(prices, expected);
  assert.equal(rig.server.count("/Ticker"), 1);
  const asked = rig.server.requests.at(-1)?.params.get("pair");
  assert.equal(asked, "XBTUSDT,XBTUSD,XDGEUR,ETHXBT");
});

Deno.test("KrakenSource takes an address with /0/public too", async () => {
  await using rig = krakenRig();
  for (const path of ["", "/", "/0/public", "/0/public/"]) {
    const { clock } = rig.time;
    const source = new KrakenSource({ apiUrl: `${rig.server.url}${path}`, clock });
    assert.equal((await source.quote([BTCUSDT], forever())).observations.size, 1);
    assert.ok(rig.server.requests.at(-1)?.target.startsWith("/0/public/Ticker?"));
  }
});

for (
  const [told, kind] of [
    ["EAPI:Rate limit exceeded", "rateLimited"],
    ["EGeneral:Temporary lockout", "rateLimited"],
    ["EGeneral:Too many requests", "rateLimited"],
    ["EService:Unavailable", "unreachable"],
    ["EService:Busy", "unreachable"],
    ["EGeneral:Internal error", "unreachable"],
    ["EGeneral:Invalid arguments", "refused"],
  ] as const
) {
  Deno.test(`KrakenSource takes "${told}" with status 200 for ${kind}`, async () => {
    await using rig = krakenRig();
    await rig.source.quote([BTCUSDT], forever());
    rig.server.error = told;
    const error = await rig.source.quote([BTCUSDT], forever()).catch((e) => e);
    assert.ok(error instanceof SourceError);
    assert.equal(error.kind, kind);
    assert.ok(error.message.includes(`it says "${told}"`), error.message);
    rig.server.error = null;
    assert.equal((await rig.source.quote([BTCUSDT], forever())).observations.size, 1);
  });
}

for (const status of ["cancel_only", "work_in_progress", "delisted"]) {
  Deno.test(`KrakenSource takes no price of a pair that is ${status}`, async () => {
    await using rig = krakenRig();
    rig.server.setPair("XBTUSDT", { altname: "XBTUSDT", wsname: "XBT/USDT", status, price: 1 });
    const { problems } = await rig.source.quote([BTCUSDT], forever());
    assert.match(problems.get("BTCUSDT") ?? "", new RegExp(`^Kraken trades BTCUSDT no.*${status}`));
    await assert.rejects(rig.source.find(pairOf("BTC", "USDT"), forever()), /does not list/);
  });
}

for (
  const [what, ageMs, wantedMs, stepMs] of [
    ["ten hours of minutes", 10 * 60 * MINUTE_MS, MINUTE_MS, MINUTE_MS],
    ["a day of minutes, which are not kept so long", DAY_MS, MINUTE_MS, 5 * MINUTE_MS],
    ["30 days of minutes", 30 * DAY_MS, MINUTE_MS, 240 * MINUTE_MS],
    ["seconds, which it does not have", 10 * MINUTE_MS, 1_000, MINUTE_MS],
    ["five years", 5 * 365 * DAY_MS, MINUTE_MS, DAY_MS],
  ] as const
) {
  Deno.test(`KrakenSource.candles gives what it can of ${what}`, async () => {
    await using rig = krakenRig();
    const to = rig.time.now();
    const range = { from: to - ageMs, to, stepMs: wantedMs };
    const answer = await rig.source.candles(BTCUSDT, range, forever());
    assert.equal(answer.stepMs, stepMs);
    assert.ok(answer.covered !== null);
    const all = ageMs < 700 * DAY_MS;
    assert.equal(answer.covered.from === range.from, all);
    assert.ok(answer.candles.every((candle) => candle.at + stepMs > range.from));
  });
}

Deno.test("KrakenSource.quote keeps the others when Kraken does not know one that it lists", async () => {
  const refusing: typeof fetch = (input, init) => {
    const url = new URL(String(input));
    const isBad = url.pathname.endsWith("/Ticker") && url.searchParams.get("pair")?.includes("BAD");
    if (!isBad) return fetch(input, init);
    return Promise.resolve(Response.json({ error: ["EQuery:Unknown asset pair"] }));
  };
  await using rig = krakenRig({ fetch: refusing });
  rig.server.setPair("BADUSD", { altname: "BADUSD", wsname: "BAD/USD", price: 1 });
  const pairs = [listed("BTC", "USDT"), listed("BAD", "USD"), listed("ETH", "BTC")];
  const { observations, problems } = await rig.source.quote(pairs, forever());
  assert.deepEqual([...observations.keys()], ["BTCUSDT", "ETHBTC"]);
  assert.match(problems.get("BADUSD") ?? "", /does not list BADUSD/);
  const asked = rig.server.count("/Ticker");
  await rig.source.quote(pairs, forever());
  assert.equal(rig.server.count("/Ticker"), asked + 1);
});
