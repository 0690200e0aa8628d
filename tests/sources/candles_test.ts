import assert from "node:assert/strict";
import { demoPriceAt } from "@/lib/sources/demo/market.ts";
import { SourceError } from "@/lib/sources/source.ts";
import {
  binanceRig,
  coinbaseRig,
  coinGeckoRig,
  demoRig,
  forever,
  krakenRig,
  listed,
} from "./rig.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const BTCUSDT = listed("BTC", "USDT");

for (
  const [what, lengthMs, stepMs, requests, given] of [
    ["a day of minutes", DAY_MS, MINUTE_MS, 2, MINUTE_MS],
    ["30 days of minutes", 30 * DAY_MS, MINUTE_MS, 44, MINUTE_MS],
    ["a quarter of an hour of seconds", 900 * SECOND_MS, SECOND_MS, 1, SECOND_MS],
    ["an hour of seconds, which is too many", 3600 * SECOND_MS, SECOND_MS, 1, MINUTE_MS],
    ["a year of minutes, which is too many", 365 * DAY_MS, MINUTE_MS, 36, 900 * SECOND_MS],
  ] as const
) {
  Deno.test(`BinanceSource.candles asks ${requests} times for ${what}`, async () => {
    await using rig = binanceRig();
    rig.server.setMarket("BTCUSDT", () => 5);
    const to = rig.time.now();
    const answer = await rig.source.candles(
      BTCUSDT,
      { from: to - lengthMs, to, stepMs },
      forever(),
    );
    assert.equal(answer.stepMs, given);
    assert.equal(rig.server.count("/klines"), requests);
    assert.equal(answer.candles.length, lengthMs / given);
  });
}

Deno.test("BinanceSource.candles answers what it has when a later page fails", async () => {
  let answers = 0;
  const failing = (input: string | URL | Request, init?: RequestInit) =>
    ++answers <= 1 ? fetch(input, init) : Promise.resolve(new Response("", { status: 400 }));
  await using rig = binanceRig({ fetch: failing });
  const to = rig.time.now();
  const range = { from: to - DAY_MS, to, stepMs: MINUTE_MS };
  const answer = await rig.source.candles(BTCUSDT, range, forever());
  assert.equal(answer.candles.length, 1_000);
  assert.deepEqual(answer.covered, { from: range.from, to: range.from + 1_000 * MINUTE_MS });
  assert.match(answer.problem ?? "", /refused the request \(400\)/);
});

Deno.test("BinanceSource.candles takes no candle that cannot be read for a span without trades", async () => {
  await using rig = binanceRig();
  const to = rig.time.now();
  for (const broken of [NaN, 0, -1]) {
    rig.server.setMarket("BTCUSDT", (at) => at === to - 3 * MINUTE_MS ? broken : 5);
    const range = { from: to - 5 * MINUTE_MS, to, stepMs: MINUTE_MS };
    const error = await rig.source.candles(BTCUSDT, range, forever()).catch((e) => e);
    assert.ok(error instanceof SourceError, String(error));
    assert.equal(error.message, "Binance gave no usable bars of BTCUSDT");
  }
});

Deno.test("CoinGeckoSource.candles makes a ratio of two charts", async () => {
  await using rig = coinGeckoRig();
  const to = rig.time.now();
  const range = { from: to - DAY_MS, to, stepMs: MINUTE_MS };
  const { candles, stepMs, shape } = await rig.source.candles(
    listed("ETH", "BTC"),
    range,
    forever(),
  );
  assert.deepEqual([stepMs, shape], [300_000, "points"]);
  assert.equal(candles.length, 288);
  assert.ok(candles.every(({ close }) => Math.abs(close - 1 / 20) < 1e-12));
  assert.equal(rig.server.count("market_chart"), 2);
});

for (
  const [days, stepMs, asked] of [
    [0.01, 300_000, "1"],
    [1, 300_000, "1"],
    [1.5, 3_600_000, "2"],
    [30, 3_600_000, "30"],
    [200, DAY_MS, "200"],
    [900, DAY_MS, "365"],
  ] as const
) {
  Deno.test(`CoinGeckoSource.candles asks for ${asked} days to look ${days} days back`, async () => {
    await using rig = coinGeckoRig();
    const to = rig.time.now();
    const range = { from: to - days * DAY_MS, to, stepMs: MINUTE_MS };
    const answer = await rig.source.candles(BTCUSDT, range, forever());
    assert.equal(answer.stepMs, stepMs);
    assert.equal(rig.server.requests.at(-1)?.params.get("days"), asked);
    const firstPoint = to - Number(asked) * DAY_MS + 4_321;
    assert.equal(answer.covered?.from, Math.max(range.from, firstPoint));
  });
}

Deno.test("CoinGeckoSource.candles leaves out points without a price, and refuses a chart of them", async () => {
  await using rig = coinGeckoRig();
  const to = rig.time.now();
  const range = { from: to - DAY_MS, to, stepMs: MINUTE_MS };
  rig.server.setMarket("bitcoin", (at) => at < to - DAY_MS / 2 ? NaN : 5);
  const { candles } = await rig.source.candles(BTCUSDT, range, forever());
  assert.equal(candles.length, 144);
  rig.server.fault = { nan: true };
  await assert.rejects(rig.source.candles(BTCUSDT, range, forever()), { kind: "badAnswer" });
});

Deno.test("DemoSource.candles has the high and low of every second", async () => {
  await using rig = demoRig();
  const to = rig.time.now();
  const range = { from: to - 600_000, to, stepMs: MINUTE_MS };
  const { candles } = await rig.source.candles(BTCUSDT, range, forever());
  assert.equal(candles.length, 10);
  for (const { at, open, high, low, close } of candles) {
    const prices = Array.from({ length: 60 }, (_, second) => {
      return demoPriceAt(BTCUSDT, at + second * SECOND_MS) ?? NaN;
    });
    const expected = [prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)];
    assert.deepEqual([open, high, low, close], expected);
  }
});

Deno.test("DemoSource.candles lets others work and stops when it is told to", async () => {
  await using rig = demoRig();
  const to = rig.time.now();
  const stopper = new AbortController();
  const range = { from: to - 30 * DAY_MS, to, stepMs: MINUTE_MS };
  const answer = rig.source.candles(BTCUSDT, range, stopper.signal);
  setTimeout(() => stopper.abort(new Error("enough")));
  await assert.rejects(answer, { message: "enough" });
});

/** A `fetch` that changes the rows of the candles in every answer. */
function withRows(change: (row: unknown[]) => unknown): typeof fetch {
  const isCandles = /klines|candles|OHLC|market_chart/;
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (!isCandles.test(String(input))) return answer;
    const changed = (value: unknown): unknown => {
      if (Array.isArray(value)) {
        return value.map((row) => Array.isArray(row) ? change(row) : row);
      }
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, changed(each)]));
    };
    return Response.json(changed(await answer.json()), { headers: answer.headers });
  };
}

const scaled = (by: number) => ([at, ...rest]: unknown[]) => [Number(at) * by, ...rest];
const RIGS = [
  ["Binance", binanceRig],
  ["Coinbase", coinbaseRig],
  ["Kraken", krakenRig],
  ["CoinGecko", coinGeckoRig],
] as const;

for (const [name, rigWith] of RIGS) {
  for (
    const [what, change] of [
      ["microseconds", scaled(1_000)],
      ["seconds for milliseconds", scaled(1 / 1_000)],
      ["a year later", ([at, ...rest]: unknown[]) => [Number(at) * 1.02, ...rest]],
      ["no time at all", ([, ...rest]: unknown[]) => [null, ...rest]],
    ] as const
  ) {
    Deno.test(`${name}Source.candles takes candles dated by ${what} for no answer, never for a time without trades`, async () => {
      await using rig = rigWith({ fetch: withRows(change) });
      const to = rig.time.now();
      const range = { from: to - 5 * MINUTE_MS, to, stepMs: MINUTE_MS };
      await assert.rejects(rig.source.candles(BTCUSDT, range, forever()), { kind: "badAnswer" });
    });
  }
}

Deno.test("BinanceSource.candles takes no newest candles for those of a stretch that is long over", async () => {
  await using rig = binanceRig({
    fetch: withRows(([at, ...rest]) => [Number(at) + 2 * DAY_MS, ...rest]),
  });
  const to = rig.time.now() - 2 * DAY_MS;
  const range = { from: to - 5 * MINUTE_MS, to, stepMs: MINUTE_MS };
  await assert.rejects(rig.source.candles(BTCUSDT, range, forever()), {
    message: "Binance gave bars of BTCUSDT from another time than was asked for",
  });
});

Deno.test("BinanceSource.candles speaks for nothing before its first candle", async () => {
  await using rig = binanceRig({
    // It keeps no more than the newest rows.
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      if (!String(input).includes("klines")) return answer;
      return Response.json((await answer.json()).slice(-4), { headers: answer.headers });
    },
  });
  const to = rig.time.now();
  const range = { from: to - 8 * MINUTE_MS, to, stepMs: MINUTE_MS };
  const { candles, covered } = await rig.source.candles(BTCUSDT, range, forever());
  assert.equal(candles.length, 4);
  assert.equal(covered?.from, candles[0]?.at);
});

/** Two rows in the middle of each answer are left out. */
async function withoutTwo(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const answer = await fetch(input, init);
  if (!String(input).includes("klines")) return answer;
  const rows: unknown[] = await answer.json();
  return Response.json([...rows.slice(0, 3), ...rows.slice(5)], { headers: answer.headers });
}

Deno.test("BinanceSource.candles speaks for nothing from a candle on that is left out, which is asked for again", async () => {
  await using rig = binanceRig({ fetch: withoutTwo });
  const to = rig.time.now();
  const range = { from: to - 8 * MINUTE_MS, to, stepMs: MINUTE_MS };
  const { candles, covered, problem } = await rig.source.candles(BTCUSDT, range, forever());
  assert.equal(candles.length, 3);
  assert.equal(covered?.to, (candles[2]?.at ?? NaN) + MINUTE_MS);
  assert.match(problem ?? "", /^Binance left out the candles of BTCUSDT from /);
});

Deno.test("BinanceSource.candles speaks for nothing up to a candle that is left out for good", async () => {
  await using rig = binanceRig({ fetch: withoutTwo });
  const to = rig.time.now() - 60 * MINUTE_MS;
  const range = { from: to - 8 * MINUTE_MS, to, stepMs: MINUTE_MS };
  const { candles, covered, problem } = await rig.source.candles(BTCUSDT, range, forever());
  assert.ok(candles.length >= 6, `${candles.length} bars`);
  assert.deepEqual([covered?.from, problem], [candles[3]?.at, null]);
});

for (
  const [name, rigWith, counts] of [["Binance", binanceRig, 3], ["Kraken", krakenRig, 7]] as const
) {
  Deno.test(`${name}Source.candles says how many trades each candle has`, async () => {
    await using rig = rigWith();
    const to = rig.time.now();
    const range = { from: to - 5 * MINUTE_MS, to, stepMs: MINUTE_MS };
    const { candles } = await rig.source.candles(BTCUSDT, range, forever());
    assert.deepEqual(new Set(candles.map(({ trades }) => trades)), new Set([counts]));
  });
}
