import assert from "node:assert/strict";
import { CoinGeckoSource } from "@/lib/sources/coingecko/coingecko.ts";
import { coinGeckoRig, forever, KEY, listed } from "./rig.ts";

const BTCUSDT = listed("BTC", "USDT", "bitcoin");

for (
  const [plan, header] of [
    ["public", null],
    ["demo", "x-cg-demo-api-key"],
    ["pro", "x-cg-pro-api-key"],
  ] as const
) {
  Deno.test(`CoinGeckoSource sends the key as the plan ${plan} wants it, and never in the URL`, async () => {
    await using rig = coinGeckoRig({ plan });
    await rig.source.quote([BTCUSDT], forever());
    const [request] = rig.server.requests;
    const sent = [...(request?.headers ?? [])].filter(([, value]) => value.includes(KEY));
    assert.deepEqual(sent, header === null ? [] : [[header, KEY]]);
    assert.ok(!request?.target.includes("CG-"));
  });
}

for (
  const [plan, host] of [
    ["public", "api.coingecko.com"],
    ["demo", "api.coingecko.com"],
    ["pro", "pro-api.coingecko.com"],
  ] as const
) {
  Deno.test(`CoinGeckoSource asks ${host} on the plan ${plan}`, async () => {
    const asked: string[] = [];
    const fetch = (input: string | URL | Request) => {
      asked.push(String(input));
      return Promise.resolve(Response.json({ bitcoin: { usd: 1 } }));
    };
    await new CoinGeckoSource({ plan, fetch }).quote([BTCUSDT], forever());
    assert.ok(asked[0]?.startsWith(`https://${host}/api/v3/simple/price?ids=bitcoin&`), asked[0]);
  });
}
