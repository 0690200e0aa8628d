import assert from "node:assert/strict";
import { BinanceSource } from "@/lib/sources/binance/binance.ts";
import { type MonthCount, WeightBudget } from "@/lib/sources/budget/weight_budget.ts";
import { CoinbaseSource } from "@/lib/sources/coinbase/coinbase.ts";
import { CoinGeckoSource } from "@/lib/sources/coingecko/coingecko.ts";
import { KrakenSource } from "@/lib/sources/kraken/kraken.ts";
import { SourceError } from "@/lib/sources/source.ts";
import { FakeTime } from "./fake_time.ts";
import { binanceRig, coinbaseRig, coinGeckoRig, forever, krakenRig, listed } from "./rig.ts";

const BTCUSDT = listed("BTC", "USDT");
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function budgetOf(limits: ConstructorParameters<typeof WeightBudget>[0]["limits"]) {
  const time = new FakeTime();
  return { time, budget: new WeightBudget({ limits, now: time.now }) };
}

Deno.test("WeightBudget counts within the window, and begins anew with the next", () => {
  const { time, budget } = budgetOf({ minute: 100 });
  const resetsAt = time.now() + MINUTE_MS;
  time.advance(1_000);
  budget.spend(30);
  budget.spend(40);
  assert.deepEqual(budget.usage(), { used: 70, limit: 100, per: "minute", resetsAt });
  assert.ok(budget.freeAt(30) <= time.now());
  assert.equal(budget.freeAt(31), resetsAt);
  time.advance(59_000);
  assert.equal(budget.usage()?.used, 0);
  assert.ok(budget.freeAt(31) <= time.now());
});

Deno.test("WeightBudget lets through what is more than a whole window, at its start", () => {
  const { time, budget } = budgetOf({ second: 1 });
  assert.ok(budget.freeAt(5) <= time.now());
  budget.spend(5);
  assert.equal(budget.freeAt(1), time.now() + 1_000);
});

Deno.test("WeightBudget begins anew when the clock is set back", () => {
  const { time, budget } = budgetOf({ minute: 1 });
  budget.spend(1);
  time.advance(-DAY_MS);
  assert.ok(budget.freeAt(1) <= time.now());
});

Deno.test("WeightBudget believes the source's own count where it is higher", () => {
  const { budget } = budgetOf({ minute: 100 });
  budget.spend(5);
  for (const told of [90, 7, NaN]) budget.learnMinute(told);
  assert.equal(budget.usage()?.used, 90);
});

Deno.test("WeightBudget.plan keeps the wanted interval while there is enough", () => {
  const { budget } = budgetOf({ minute: 6_000 });
  assert.equal(budget.plan(4, 15_000), 15_000);
  assert.equal(budget.usage()?.slowedTo, undefined);
});

Deno.test("WeightBudget.plan spreads what is left evenly until the reset, and says so", () => {
  const { time, budget } = budgetOf({ month: 10_000 });
  const month = 31 * DAY_MS;
  const left = () => month - (time.now() - Date.UTC(2026, 0));
  assert.equal(budget.plan(1, 15_000), Math.ceil(left() / 9_000));
  let rounds = 0;
  while (new Date(time.now()).getUTCMonth() === 0) {
    time.advance(budget.plan(1, 15_000));
    if (new Date(time.now()).getUTCMonth() !== 0) break;
    budget.spend(1);
    rounds++;
  }
  assert.ok(rounds > 8_900 && rounds <= 9_000, `${rounds}`);
});

Deno.test("WeightBudget.plan waits for the reset when nothing is left", () => {
  const { budget } = budgetOf({ minute: 10 });
  budget.spend(10);
  assert.equal(budget.plan(1, 15_000), MINUTE_MS);
  assert.equal(budget.usage()?.slowedTo, MINUTE_MS);
});

Deno.test("WeightBudget keeps the month's count over restarts, and drops last month's", () => {
  const time = new FakeTime();
  let kept: MonthCount | null = null;
  const month = { load: () => kept, save: (count: MonthCount) => void (kept = count) };
  const start = () => new WeightBudget({ limits: { month: 100 }, now: time.now, month });
  start().spend(7);
  assert.deepEqual(kept, { month: "2026-01", used: 7 });
  const again = start();
  again.spend(3);
  assert.equal(again.usage()?.used, 10);
  time.advance(31 * DAY_MS);
  assert.equal(start().usage()?.used, 0);
});

Deno.test("planInterval keeps 100 pairs of Binance under 2 % of its weight", async () => {
  await using rig = binanceRig();
  const pairs = Array.from({ length: 100 }, (_, index) => {
    rig.server.setPrice(`C${index}USDT`, 1);
    return listed(`C${index}`, "USDT");
  });
  for (let round = 0; round < 4; round++) {
    assert.equal(rig.source.planInterval(100, 15_000), 15_000);
    await rig.source.quote(pairs, forever());
    if (round < 3) rig.time.advance(14_000);
  }
  const usage = rig.source.usage();
  assert.ok(usage !== null && usage.used > 0 && usage.used < 0.02 * usage.limit, `${usage?.used}`);
});

/** In the middle of a month: what is left of it decides how often may be asked. */
const { clock } = new FakeTime();

for (
  const [what, source, pairs, leastMs, mostMs] of [
    ["Binance", new BinanceSource({ clock }), 100, 15_000, 15_000],
    [
      "CoinGecko without a key",
      new CoinGeckoSource({ plan: "public", clock }),
      100,
      15_000,
      15_000,
    ],
    ["CoinGecko's Demo plan", new CoinGeckoSource({ plan: "demo", clock }), 100, 15_001, 300_000],
    ["Coinbase", new CoinbaseSource({ clock }), 100, 15_000, 15_000],
    ["Coinbase", new CoinbaseSource({ clock }), 300, 33_000, 34_000],
    ["Kraken", new KrakenSource({ clock }), 100, 15_000, 15_000],
    [
      "an address of one's own",
      new CoinGeckoSource({ plan: "demo", apiUrl: "http://x", clock }),
      9,
      15_000,
      15_000,
    ],
  ] as const
) {
  Deno.test(`planInterval for ${pairs} pairs of ${what} is ${leastMs} ms or more`, () => {
    const interval = source.planInterval(pairs, 15_000);
    assert.ok(interval >= leastMs && interval <= mostMs, `${interval}`);
  });
}

Deno.test("BinanceSource learns from Binance how much was used, and waits for the next minute", async () => {
  const time = new FakeTime();
  const rows = [{ symbol: "BTCUSDT", price: "1" }];
  let asked = 0;
  const fetch = () => {
    asked++;
    const headers = { "x-mbx-used-weight-1m": "5999" };
    return Promise.resolve(Response.json(rows, { headers }));
  };
  const source = new BinanceSource({ fetch, clock: time.clock });
  await source.quote([BTCUSDT], forever());
  assert.equal(source.usage()?.used, 5_999);
  const error = await source.quote([BTCUSDT], forever()).catch((e) => e);
  assert.ok(error instanceof SourceError);
  assert.deepEqual([error.kind, asked], ["rateLimited", 1]);
  assert.equal(error.retryAt, time.now() + MINUTE_MS);
  assert.equal(
    error.message,
    "Binance's allowance of 6000 a minute is used up until 2026-01-15 10:31:00 UTC; it is asked again then",
  );
  time.advance(55_000);
  await source.quote([BTCUSDT], forever());
  assert.deepEqual([asked, time.slept], [2, [5_000]]);
});

Deno.test("CoinGeckoSource counts its calls of the month and stops at the quota", async () => {
  let kept: MonthCount | null = { month: "2026-01", used: 9_998 };
  const month = { load: () => kept, save: (count: MonthCount) => void (kept = count) };
  await using rig = coinGeckoRig({ limits: { minute: 30, month: 10_000 }, month });
  const pair = listed("BTC", "USDT", "bitcoin");
  for (let call = 0; call < 2; call++) await rig.source.quote([pair], forever());
  assert.equal(kept?.used, 10_000);
  const error = await rig.source.quote([pair], forever()).catch((e) => e);
  assert.ok(error instanceof SourceError);
  assert.equal(error.retryAt, Date.UTC(2026, 1));
  assert.equal(rig.server.requests.length, 2);
});

Deno.test("CoinbaseSource asks ten times a second at most, KrakenSource once", async () => {
  for (const [start, most, pairs] of [[coinbaseRig, 10, 35], [krakenRig, 1, 1]] as const) {
    await using rig = start();
    const asked = Array.from({ length: pairs }, (_, index) => {
      if ("setProduct" in rig.server) rig.server.setProduct(`C${index}-EUR`, { price: 1 });
      else rig.server.setPair("C0EUR", { altname: "C0EUR", wsname: "C0/EUR", price: 1 });
      return listed(`C${index}`, "EUR");
    });
    for (let round = 0; round < 3; round++) await rig.source.quote(asked, forever());
    const bySecond = Map.groupBy(rig.server.requests, ({ at }) => Math.floor(at / 1_000));
    for (const requests of bySecond.values()) assert.ok(requests.length <= most);
    assert.ok(rig.server.requests.length > 3);
  }
});
