import assert from "node:assert/strict";
import type { SourceCare } from "@/lib/sources/market_source.ts";
import { SourceError } from "@/lib/sources/source.ts";
import {
  binanceRig,
  coinbaseRig,
  coinGeckoRig,
  demoRig,
  forever,
  krakenRig,
  listed,
  type Rig,
} from "./rig.ts";

const BTCUSDT = listed("BTC", "USDT");
const ETHBTC = listed("ETH", "BTC");
const HOUR_MS = 3_600_000;

async function troubles(source: SourceCare, pairs = [BTCUSDT, ETHBTC]) {
  const found = await source.health(pairs, forever());
  return [...found].map(([symbol, { kind }]) => `${symbol} ${kind}`);
}

/** A rig whose BTCUSDT can be halted and be well again. */
type HaltingRig = Rig & { readonly halt: (well: boolean) => void };

const EXCHANGES: Readonly<Record<string, () => HaltingRig>> = {
  BinanceSource: () => {
    const rig = binanceRig();
    const halt = (well: boolean) => rig.server.setStatus("BTCUSDT", well ? "TRADING" : "HALT");
    return { ...rig, halt };
  },
  CoinbaseSource: () => {
    const rig = coinbaseRig();
    const halt = (well: boolean) =>
      rig.server.setProduct("BTC-USDT", { price: 1, status: well ? "online" : "offline" });
    return { ...rig, halt };
  },
  KrakenSource: () => {
    const rig = krakenRig();
    const pair = { altname: "XBTUSDT", wsname: "XBT/USDT", price: 1 };
    const halt = (well: boolean) =>
      rig.server.setPair("XBTUSDT", { ...pair, status: well ? "online" : "cancel_only" });
    return { ...rig, halt };
  },
};

for (const [name, start] of Object.entries(EXCHANGES)) {
  Deno.test(`${name}.health notices within an hour that a pair is halted, and that it is traded again`, async () => {
    await using rig = start();
    assert.deepEqual(await troubles(rig.source), []);
    rig.halt(false);
    rig.time.advance(HOUR_MS);
    assert.deepEqual(await troubles(rig.source), ["BTCUSDT halted"]);
    const [trouble] = (await rig.source.health([BTCUSDT], forever())).values();
    assert.match(trouble?.reason ?? "", /^\w+ trades BTCUSDT .*not now \(\w+\)$/);
    rig.halt(true);
    rig.time.advance(HOUR_MS);
    assert.deepEqual(await troubles(rig.source), []);
  });

  Deno.test(`${name}.health says at once what was halted before the start`, async () => {
    await using rig = start();
    rig.halt(false);
    assert.deepEqual(await troubles(rig.source), ["BTCUSDT halted"]);
  });

  Deno.test(`${name}.health notices within five minutes that a pair in trouble is well again`, async () => {
    await using rig = start();
    rig.halt(false);
    assert.deepEqual(await troubles(rig.source), ["BTCUSDT halted"]);
    rig.halt(true);
    rig.time.advance(5 * 60_000);
    assert.deepEqual(await troubles(rig.source), []);
  });

  Deno.test(`${name}.health tells a pair that is gone from the others`, async () => {
    await using rig = start();
    const pairs = [BTCUSDT, listed("GONE", "USDT"), ETHBTC];
    assert.deepEqual(await troubles(rig.source, pairs), ["GONEUSDT delisted"]);
  });

  Deno.test(`${name}.health asks no more than once an hour`, async () => {
    await using rig = start();
    for (let minute = 0; minute < 59; minute++) {
      await troubles(rig.source);
      rig.time.advance(60_000);
    }
    assert.equal(rig.server?.requests.length, 1);
    assert.deepEqual(await troubles(rig.source, []), []);
  });
}

Deno.test("BinanceSource.health keeps what it knew while Binance cannot be asked", async () => {
  await using rig = binanceRig();
  rig.server.setStatus("BTCUSDT", "BREAK");
  assert.deepEqual(await troubles(rig.source), ["BTCUSDT halted"]);
  rig.server.fault = { status: 500 };
  rig.time.advance(HOUR_MS);
  assert.deepEqual(await troubles(rig.source), ["BTCUSDT halted"]);
});

Deno.test("BinanceSource.health does not call a pair well while Binance was never asked", async () => {
  await using rig = binanceRig();
  rig.server.setStatus("BTCUSDT", "BREAK");
  rig.server.fault = { status: 500 };
  await assert.rejects(troubles(rig.source), SourceError);
  rig.server.fault = {};
  assert.deepEqual(await troubles(rig.source), ["BTCUSDT halted"]);
});

Deno.test("BinanceSource.health knows of a pair that is gone however it was asked for prices before", async () => {
  await using rig = binanceRig();
  const pairs = [BTCUSDT, listed("GONE", "USDT"), ETHBTC];
  assert.deepEqual(await troubles(rig.source, pairs), ["GONEUSDT delisted"]);
  for (let minute = 0; minute < 30; minute++) {
    await rig.source.quote(pairs, forever());
    assert.deepEqual(await troubles(rig.source, pairs), ["GONEUSDT delisted"]);
    rig.time.advance(60_000);
  }
  // The pair that is gone is asked about alone: it would spoil the request for the others.
  rig.server.requests.length = 0;
  rig.time.advance(5 * 60_000);
  await troubles(rig.source, pairs);
  assert.equal(rig.server.count("/exchangeInfo"), 2);
});

Deno.test("BinanceSource.health knows each pair's trouble, whichever pairs prices are asked for", async () => {
  await using rig = binanceRig();
  rig.server.setStatus("BTCUSDT", "HALT");
  assert.deepEqual(await troubles(rig.source), ["BTCUSDT halted"]);
  const pass = async (minutes: number) => {
    rig.time.advance(minutes * 60_000);
    await rig.source.quote([ETHBTC], forever());
    return await troubles(rig.source);
  };
  assert.deepEqual(await pass(6), ["BTCUSDT halted"]);
  rig.server.setStatus("BTCUSDT", "TRADING");
  assert.deepEqual(await pass(6), []);
  rig.server.setStatus("BTCUSDT", "HALT");
  assert.deepEqual(await pass(60), ["BTCUSDT halted"]);
});

Deno.test("CoinGeckoSource.health keeps the trouble of before a restart until there is a price", async () => {
  await using rig = coinGeckoRig();
  const trouble = { kind: "delisted", reason: "No price for an hour" } as const;
  const pair = { ...listed("ETH", "USDT", "ethereum"), trouble };
  assert.deepEqual(await troubles(rig.source, [pair]), ["ETHUSDT delisted"]);
  await rig.source.quote([pair], forever());
  assert.deepEqual(await troubles(rig.source, [pair]), []);
});

Deno.test("CoinGeckoSource.health gives up a coin that had no price for an hour", async () => {
  await using rig = coinGeckoRig();
  const pair = listed("ETH", "USDT", "ethereum");
  rig.server.removePrice("ethereum");
  for (let quarter = 0; quarter < 4; quarter++) {
    await rig.source.quote([pair], forever());
    assert.deepEqual(await troubles(rig.source, [pair]), []);
    rig.time.advance(HOUR_MS / 4);
  }
  assert.deepEqual(await troubles(rig.source, [pair]), ["ETHUSDT delisted"]);
  const [trouble] = (await rig.source.health([pair], forever())).values();
  assert.equal(
    trouble?.reason,
    "CoinGecko has had no price since 2026-01-15 10:30 UTC: CoinGecko gave nothing for the coin ethereum",
  );
  rig.server.setPrice("ethereum", { usd: 1 });
  await rig.source.quote([pair], forever());
  assert.deepEqual(await troubles(rig.source, [pair]), []);
});

Deno.test("CoinGeckoSource.health takes old prices of everything for trouble of CoinGecko's own", async () => {
  await using rig = coinGeckoRig();
  rig.server.fault = { stale: true };
  for (let hour = 0; hour < 4; hour++) {
    await rig.source.quote([BTCUSDT], forever());
    rig.time.advance(HOUR_MS);
  }
  assert.deepEqual(await troubles(rig.source, [BTCUSDT]), []);
});

Deno.test("CoinGeckoSource.health knows the new name of a renamed coin", async () => {
  await using rig = coinGeckoRig();
  const pair = listed("MATIC", "USDT", "matic-network");
  rig.server.setPrice("matic-network", {});
  await rig.source.quote([pair], forever());
  const found = await rig.source.health([pair], forever());
  const reason = "MATIC is called POL now";
  assert.deepEqual(found.get("MATICUSDT"), { kind: "renamed", reason, renamedTo: "POL" });
});

Deno.test("DemoSource.health finds nothing wrong", async () => {
  await using rig = demoRig();
  assert.deepEqual(await troubles(rig.source), []);
});
