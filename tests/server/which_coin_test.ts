import assert from "node:assert/strict";
import { readConfig } from "@/lib/settings/config.ts";
import type { SourceMode } from "@/lib/sources/settings.ts";
import { createSources } from "@/lib/sources/table.ts";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";

/** What the sources list; answered without a network. */
interface Listed {
  readonly binance?: readonly (readonly [base: string, quote: string, price: number])[];
  readonly coinbase?: readonly (readonly [base: string, quote: string, price: number])[];
  readonly coins?: readonly {
    readonly id: string;
    readonly symbol: string;
    readonly name: string;
    readonly market_cap_rank: number | null;
    readonly price: number;
  }[];
}

/** Runs a test on the program with these listings; by default prices come from Binance, else from CoinGecko. */
async function listing(
  listed: Listed,
  test: (app: AppUnderTest) => Promise<void>,
  mode: SourceMode = "auto",
): Promise<void> {
  const { DATA_DIR: _, ...config } = readConfig({
    ...{ PRICE_SOURCE: mode, BINANCE_API_URL: "http://binance" },
    ...{ COINBASE_API_URL: "http://coinbase", COINGECKO_API_URL: "http://coingecko" },
  });
  const answer = (url: URL) => answerOf(url, listed);
  const fetching: typeof fetch = (input) => Promise.resolve(answer(new URL(String(input))));
  await withApp(test, {}, { sources: createSources(config, { fetch: fetching }) });
}

function answerOf({ host, pathname, searchParams }: URL, listed: Listed): Response {
  if (host === "binance") return binance(pathname, searchParams, listed.binance ?? []);
  if (host === "coinbase") return coinbase(pathname, listed.coinbase ?? []);
  const coins = listed.coins ?? [];
  if (pathname === "/search") {
    const query = searchParams.get("query")?.toLowerCase() ?? "";
    return Response.json({ coins: coins.filter(({ symbol }) => symbol.toLowerCase() === query) });
  }
  const ids = searchParams.get("ids")?.split(",") ?? [];
  const priced = coins.filter(({ id }) => ids.includes(id));
  const prices = priced.map(({ id, price }) => [id, { usd: price, jpy: price * 150 }]);
  return Response.json(Object.fromEntries(prices));
}

function binance(path: string, params: URLSearchParams, listed: Listed["binance"] & object) {
  const rows = listed.map(([baseAsset, quoteAsset, price]) => (
    { symbol: baseAsset + quoteAsset, baseAsset, quoteAsset, status: "TRADING", price }
  ));
  const symbol = params.get("symbol");
  const found = rows.filter((row) => symbol === null || row.symbol === symbol);
  if (found.length === 0) return Response.json({ code: -1121, msg: "no" }, { status: 400 });
  if (path.endsWith("/exchangeInfo")) return Response.json({ symbols: found });
  const prices = found.map(({ symbol, price }) => ({ symbol, price: String(price) }));
  return Response.json(symbol === null ? prices : prices[0]);
}

function coinbase(path: string, listed: Listed["coinbase"] & object): Response {
  if (path === "/products") {
    return Response.json(listed.map(([base_currency, quote_currency]) => ({
      id: `${base_currency}-${quote_currency}`,
      ...{ base_currency, quote_currency, status: "online" },
    })));
  }
  const row = listed.find(([base, quote]) => path === `/products/${base}-${quote}/ticker`);
  return Response.json({ price: String(row?.[2]), time: new Date().toISOString() });
}

const add = ({ json }: AppUnderTest, body: Json) => json("/api/pairs", "POST", body);

const BIG: Listed = {
  binance: [["BTC", "USDT", 50_000], ["BTC", "JPY", 7_500_000], ["ETH", "USDT", 2_500], [
    "BCH",
    "USDT",
    500,
  ]],
};

for (
  const [pair, symbol, base] of [
    ["bitcoin", "BTCUSDT", "BTC"],
    ["btc", "BTCUSDT", "BTC"],
    ["Bitcoin/USDT", "BTCUSDT", "BTC"],
    ["BTCJPY", "BTCJPY", "BTC"],
    ["BINANCE:ETHUSDT", "ETHUSDT", "ETH"],
    ["xbt", "BTCUSDT", "BTC"],
    ["xbtusdt", "BTCUSDT", "BTC"],
    ["bitcoinusdt", "BTCUSDT", "BTC"],
    ["Bitcoin Cash", "BCHUSDT", "BCH"],
    ["bitcoin-cash/usdt", "BCHUSDT", "BCH"],
    ["$BTC", "BTCUSDT", "BTC"],
    ["BINANCE_BTCJPY", "BTCJPY", "BTC"],
  ] as const
) {
  Deno.test(`POST /api/pairs watches ${symbol} for ${pair}`, async () => {
    await listing(BIG, async (app) => {
      const { status, body } = await add(app, { pair });
      assert.equal(status, 201, body.detail);
      assert.deepEqual([body.pair.symbol, body.pair.base], [symbol, base]);
    });
  });
}

for (
  const [pair, code, detail, choice] of [
    ["BTCUSDTP", "invalid_request", /perpetual contract.*write BTCUSDT$/, "BTCUSDT"],
    ["BTCUSDT.P", "invalid_request", /perpetual contract.*write BTCUSDT$/, "BTCUSDT"],
    ["BYBIT:BTCUSDT", "invalid_request", /market that is not watched here/, "BTCUSDT"],
    ["BTCUSDTM", "invalid_request", /perpetual contract.*write BTCUSDT$/, "BTCUSDT"],
    ["BTC/USDT:USDT-260327", "invalid_request", /dated contract/, "BTC/USDT"],
    ["BTCSGD", "unknown_pair", /BTC in SGD\); did you mean BTCUSDT/, "BTCUSDT"],
    ["BTCAUD", "unknown_pair", /BTC in AUD\); did you mean BTCUSDT/, "BTCUSDT"],
    ["1000BCHUSDT", "unknown_pair", /did you mean BCHUSDT/, "BCHUSDT"],
    ["kBCHUSDT", "unknown_pair", /did you mean BCHUSDT/, "BCHUSDT"],
    ["BTXUSDT", "unknown_pair", /did you mean BTCUSDT/, "BTCUSDT"],
    ["BTCXYZ", "invalid_request", /does not end with a known quote asset/, undefined],
  ] as const
) {
  Deno.test(`POST /api/pairs refuses ${pair} with a remedy that can be pressed`, async () => {
    await listing(BIG, async (app) => {
      const { body } = await add(app, { pair });
      assert.equal(body.code, code);
      assert.match(body.detail, detail);
      assert.equal(body.choices[0]?.pair, choice);
      if (choice === undefined) return;
      const { pair: chosen, source, coin } = body.choices[0];
      assert.equal((await add(app, { pair: chosen, source, coin })).status, 201);
    });
  });
}

for (const mode of ["coingecko", "demo"] as const) {
  Deno.test(`POST /api/pairs proposes the coin in another quote where ${mode} lacks the one asked for`, async () => {
    await listing({}, async (app) => {
      for (const pair of ["BTC/XYZ", "btcron"]) {
        const { body } = await add(app, { pair });
        assert.equal(body.code, "unknown_pair");
        assert.match(body.detail, /did you mean BTCUSDT, BTCUSD/);
        assert.deepEqual(body.choices[0], { pair: "BTCUSDT" });
      }
    }, mode);
  });
}

const GT = {
  id: "gatechain-token",
  symbol: "GT",
  name: "GateToken",
  market_cap_rank: 70,
  price: 9,
};
const G = { id: "g-token", symbol: "G", name: "Gravity", market_cap_rank: 600, price: 0.02 };

Deno.test("POST /api/pairs asks between GT in USD and G in TUSD, with names, and takes the answer", async () => {
  await listing({ coins: [GT, G] }, async (app) => {
    const { status, body } = await add(app, { pair: "GTUSD" });
    assert.deepEqual([status, body.code, body.field], [422, "ambiguous_pair", "pair"]);
    assert.match(body.detail, /GT\/USD: GateToken, rank 70.*G\/TUSD: Gravity, rank 600/);
    const [gt, g] = body.choices;
    assert.deepEqual([gt.coin, g.coin], [GT.id, G.id]);
    const { pair, source, coin } = gt;
    const added = await add(app, { pair, source, coin });
    assert.equal(added.status, 201, added.body.detail);
    const { base, quote, coinName, currentPrice } = added.body.pair;
    assert.deepEqual([base, quote, coinName, currentPrice], ["GT", "USD", "Gatechain", 9]);
  });
});

Deno.test("POST /api/pairs says which pair of the same letters is watched, and takes no alarm for the other", async () => {
  await listing({ coins: [GT, G] }, async (app) => {
    await add(app, { pair: "GT/USD" });
    const { body } = await add(app, { pair: "G/TUSD" });
    assert.match(
      body.detail,
      /^Pair GTUSD is already watched, as GT \(Gatechain\) in USD from CoinGecko\. Both have the symbol GTUSD, and only one of them can be watched: remove GTUSD with its alarms to watch G\/TUSD$/,
    );
    const same = await add(app, { pair: "GT/USD" });
    assert.match(same.body.detail, /from CoinGecko; set alarms on it$/);
    const coin = await add(app, { pair: "GT/USD", source: "coingecko", coin: "other-gt" });
    assert.match(coin.body.detail, /remove GTUSD with its alarms to watch other-gt$/);
    const alarm = { type: "target", targetPrice: 10, direction: "any" };
    const path = `/api/pairs/${encodeURIComponent("G/TUSD")}/alarms`;
    const refused = await app.json(path, "POST", alarm);
    assert.equal(refused.status, 404);
    const remedy =
      /watched as GT in USD, not as G in TUSD\. Both .* remove GTUSD with its alarms to watch G\/TUSD/;
    assert.match(refused.body.detail, remedy);
    const imported = await app.json("/api/alarms/import", "POST", [{ pair: "G/TUSD", ...alarm }]);
    assert.equal(imported.status, 422);
    assert.match(imported.body.detail, remedy);
  });
});

const OTHER_GT = { ...GT, id: "gt-two", name: "Great Token", market_cap_rank: 80 };
const ALARM = { type: "target", targetPrice: 10, direction: "any" };
const TYPES = { json: "application/json", csv: "text/csv" };

/** A file of one alarm of Gatechain, written on another machine. */
async function fileOfGatechain(format: "json" | "csv"): Promise<string> {
  let file = "";
  await listing({ coins: [GT] }, async (app) => {
    await add(app, { pair: "GT/USD" });
    const { status, body } = await app.json("/api/pairs/GTUSD/alarms", "POST", ALARM);
    assert.equal(status, 201, body.detail);
    file = await (await app.request(`/api/alarms/export?format=${format}`)).text();
  });
  return file;
}

async function importFile(app: AppUnderTest, body: string, type: string) {
  const init = { method: "POST", body, headers: { "content-type": type } };
  const response = await app.request("/api/alarms/import", init);
  return { status: response.status, body: await response.json() as Json };
}

for (const format of ["json", "csv"] as const) {
  const type = TYPES[format];

  Deno.test(`An export as ${format} says which coin is meant, and an import elsewhere watches that one`, async () => {
    const file = await fileOfGatechain(format);
    await listing({ coins: [OTHER_GT, GT, G] }, async (app) => {
      const { status, body } = await importFile(app, file, type);
      assert.equal(status, 200, body.detail);
      const { pairs } = app.program.store.state;
      const { sourceId, coinName, alarms } = pairs.get("GTUSD") ?? {};
      assert.deepEqual([sourceId, coinName, alarms?.length], [GT.id, "Gatechain", 1]);
      const again = await importFile(app, file, type);
      assert.deepEqual(again.body.counts, { added: 0, changed: 0, unchanged: 1, refused: 0 });
    });
  });

  Deno.test(`An import as ${format} sets no alarm on another coin of the symbol, and says what to do`, async () => {
    const file = await fileOfGatechain(format);
    await listing({ coins: [OTHER_GT, GT] }, async (app) => {
      await add(app, { pair: "GT/USD", source: "coingecko", coin: OTHER_GT.id });
      const { status, body } = await importFile(app, file, type);
      assert.deepEqual([status, body.code, body.field], [422, "ambiguous_pair", "coin"]);
      assert.match(
        body.detail,
        /GTUSD is watched here as .*gt-two, CoinGecko, and the file means Gatechain, gatechain-token, CoinGecko\. Take source, coin and coinName out .* or remove GTUSD/,
      );
      assert.deepEqual(body.choices.map(({ coin }: Json) => coin), [OTHER_GT.id, GT.id]);
      assert.equal(app.program.store.state.pairs.get("GTUSD")?.alarms.length, 0);
    });
  });
}

Deno.test("An import of a file of an older version asks which coin is meant, and takes what is watched", async () => {
  const old = JSON.stringify([{ pair: "GTUSD", ...ALARM }]);
  await listing({ coins: [OTHER_GT, GT, G] }, async (app) => {
    const asked = await importFile(app, old, TYPES.json);
    assert.deepEqual([asked.status, asked.body.code], [422, "ambiguous_pair"]);
    assert.match(asked.body.detail, /write source and coin into the file/);
    const coins = asked.body.choices.map(({ coin }: Json) => coin);
    assert.ok(coins.includes(GT.id) && coins.includes(G.id), coins);
    await add(app, { pair: "GT/USD", source: "coingecko", coin: OTHER_GT.id });
    assert.equal((await importFile(app, old, TYPES.json)).status, 200);
  });
});

Deno.test("An import takes a pair from another source where the file's own is not in use or does not list it", async () => {
  const row = { pair: "BTCUSDT", ...ALARM };
  await listing({ coinbase: [["BTC", "USDT", 50_000]] }, async (app) => {
    for (const source of ["demo", "binance"]) {
      await app.json("/api/pairs/BTCUSDT", "DELETE");
      const file = JSON.stringify([{ ...row, source }]);
      const { status, body } = await importFile(app, file, TYPES.json);
      assert.equal(status, 200, body.detail);
    }
    const wrong = await importFile(app, JSON.stringify([{ ...row, source: "bybit" }]), TYPES.json);
    assert.equal(wrong.body.field, "source");
    assert.match(wrong.body.detail, /source must be one of binance, /);
  }, "coinbase");
});

Deno.test("POST /api/pairs takes Coinbase's own cut of the letters, and asks where it lists two", async () => {
  const coinbase = [["GT", "USD", 9], ["G", "TUSD", 1], ["SC", "BUSD", 2]] as const;
  await listing({ coinbase }, async (app) => {
    const asked = await add(app, { pair: "GTUSD" });
    const pairs = asked.body.choices.map(({ pair }: Json) => pair);
    assert.deepEqual([asked.body.code, pairs], ["ambiguous_pair", ["GT/USD", "G/TUSD"]]);
    const added = await add(app, { pair: "G/TUSD" });
    const { sourceId, base, currentPrice } = added.body.pair;
    assert.deepEqual([sourceId, base, currentPrice], ["G-TUSD", "G", 1]);
    // By their letters alone these would be SCB in USD.
    assert.equal((await add(app, { pair: "SCBUSD" })).body.pair.base, "SC");
  }, "coinbase");
});

Deno.test("A pair beyond ASCII is watched under its own name, on its page, in its alarms and in the log", async () => {
  const base = "\u5e01\u5b89\u4eba\u751f";
  await listing({ binance: [[base, "USDT", 0.2]] }, async (app) => {
    const path = encodeURIComponent(`${base}USDT`);
    const response = await app.request("/api/pairs", {
      method: "POST",
      body: JSON.stringify({ pair: `${base}usdt` }),
    });
    assert.equal(response.headers.get("location"), `/api/pairs/${path}`);
    const alarm = { type: "target", targetPrice: 1, direction: "any" };
    assert.equal((await app.json(`/api/pairs/${path}/alarms`, "POST", alarm)).status, 201);
    const page = await app.request(`/pairs/${encodeURIComponent(`${base}/usdt`)}`);
    assert.deepEqual([page.status, page.headers.get("location")], [308, `/pairs/${path}`]);
    assert.match(await (await app.request(`/pairs/${path}`)).text(), new RegExp(base));
    const csv = await (await app.request("/api/alarms/export?format=csv")).text();
    assert.ok(csv.includes(`${base}USDT`));
    const audit = await app.json(`/api/audit?pair=${path}`);
    assert.equal(audit.body.entries.length, 2);
  });
});
