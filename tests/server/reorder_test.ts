import assert from "node:assert/strict";
import { auditText } from "@/lib/text/change_words.ts";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { aPair } from "../client/samples.ts";

const SYMBOLS = ["BTCUSDT", "ETHBTC", "SOLUSDT"];

async function withPairs(test: (app: AppUnderTest) => Promise<void>): Promise<void> {
  await withApp(async (app) => {
    const events = SYMBOLS.map((symbol) => ({
      type: "pairAdded" as const,
      pair: aPair({ symbol }),
    }));
    await app.program.store.change(() => ({ events, result: null }));
    await test(app);
  });
}

const orderOf = async ({ json }: AppUnderTest): Promise<string[]> =>
  (await json("/api/pairs")).body.pairs.map(({ symbol }: Json) => symbol);

const ORDERS: readonly (readonly [says: string, pairs: string[], after: string[]])[] = [
  ["all pairs, in any spelling", ["sol/usdt", "btc-usdt", "ETHBTC"], [
    ...["SOLUSDT", "BTCUSDT", "ETHBTC"],
  ]],
  ["some pairs, and the others follow", ["SOLUSDT"], ["SOLUSDT", "BTCUSDT", "ETHBTC"]],
  ["the order that is there", SYMBOLS, SYMBOLS],
];

for (const [says, pairs, after] of ORDERS) {
  Deno.test(`PUT /api/pairs/order takes ${says}`, async () => {
    await withPairs(async (app) => {
      const { status, body } = await app.json("/api/pairs/order", "PUT", { pairs });
      assert.deepEqual([status, body], [200, { pairs: after }]);
      assert.deepEqual(await orderOf(app), after);
    });
  });
}

const REFUSED: readonly (readonly [says: string, body: unknown, status: number, detail: RegExp])[] =
  [
    ["a pair that is not watched", { pairs: ["DOGEUSDT"] }, 404, /DOGEUSDT is not watched/],
    ["a pair twice", { pairs: ["BTCUSDT", "btc/usdt"] }, 422, /BTCUSDT is named twice/],
    ["no pair", { pairs: [] }, 422, /pairs/],
    ["what is no list", { pairs: "BTCUSDT" }, 422, /pairs/],
    ["an unknown field", { pairs: ["BTCUSDT"], by: "name" }, 422, /by/],
  ];

for (const [says, body, status, detail] of REFUSED) {
  Deno.test(`PUT /api/pairs/order refuses ${says}, and changes nothing`, async () => {
    await withPairs(async (app) => {
      const answer = await app.json("/api/pairs/order", "PUT", body);
      assert.equal(answer.status, status);
      assert.match(answer.body.detail, detail);
      assert.deepEqual(await orderOf(app), SYMBOLS);
    });
  });
}

Deno.test("The order of the pairs is that of the store file, and a start keeps it", async () => {
  await withPairs(async ({ json, program }) => {
    await json("/api/pairs/order", "PUT", { pairs: ["SOLUSDT", "ETHBTC"] });
    const path = `${program.config.DATA_DIR}/crypto_data_binance.json`;
    const file = JSON.parse(await Deno.readTextFile(path));
    assert.deepEqual(Object.keys(file.pairs), ["SOLUSDT", "ETHBTC", "BTCUSDT"]);
  });
});

const WORDS: readonly (readonly [after: string[], words: string])[] = [
  [["SOLUSDT", "BTCUSDT", "ETHBTC"], "moved from place 3 to 1, by 10.0.0.7"],
  [["SOLUSDT", "ETHBTC", "BTCUSDT"], "moved from place 3 to 1; other pairs moved too, by 10.0.0.7"],
];

for (const [after, words] of WORDS) {
  Deno.test(`auditText() tells that a pair ${words}`, () => {
    const text = auditText({
      ...{ id: "change_1", timestamp: "2026-01-15T12:00:00.000Z", kind: "pairsReordered" },
      ...{ pair: "SOLUSDT", alarmId: null, by: "person", address: "10.0.0.7" },
      ...{ before: { pairs: SYMBOLS }, after: { pairs: after } },
    }, "UTC");
    assert.equal(text, `SOLUSDT: ${words}`);
  });
}
