import assert from "node:assert/strict";
import { withApp } from "../program/app_under_test.ts";

Deno.test("GET /api/pairs/search refuses what it cannot read, and names the field", async () => {
  await withApp(async ({ json }) => {
    for (const [query, field] of [["", "q"], ["?q=btc&source=mars", "source"], ["?q=b&x=1", "x"]]) {
      const { status, body } = await json(`/api/pairs/search${query}`);
      assert.equal(status, 422, query);
      assert.match(JSON.stringify(body), new RegExp(`${field}`));
    }
  });
});

Deno.test("GET /api/pairs/search finds pairs of the source that is asked", async () => {
  await withApp(async ({ json }) => {
    const { body } = await json("/api/pairs/search?q=btc&source=demo");
    const [{ symbol, sources }] = body.pairs;
    assert.deepEqual([symbol, sources], ["BTCUSDT", ["demo"]]);
  });
});
