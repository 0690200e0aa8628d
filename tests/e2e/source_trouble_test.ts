import assert from "node:assert/strict";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import type { LiveClient } from "../program/live_client.ts";
import type { Fault } from "../servers/fault.ts";
import { withLocalServer } from "./with_server.ts";

const TROUBLES: Readonly<Record<string, Fault>> = {
  "answers 429": { status: 429 },
  "answers 429 with Retry-After": { status: 429, retryAfter: 2 },
  "answers 500": { status: 500 },
  "does not answer at all": { hang: true },
  "sends half JSON": { halfJson: true },
  "sends a web page": { html: true },
};

/** By the beats that follow each check, however busy the machine is; one may have been on its way. */
async function withinThreeChecks<T extends ServerFrame>(
  client: LiveClient,
  come: () => Promise<T>,
): Promise<T> {
  const begun = client.frames.length;
  const frame = await come();
  const meanwhile = client.frames.slice(begun, client.frames.indexOf(frame));
  const checks = meanwhile.filter(({ event }) => event === "heartbeat").length;
  assert.ok(checks <= 4, `${checks} checks`);
  return frame;
}

for (const [trouble, fault] of Object.entries(TROUBLES)) {
  Deno.test(`A source that ${trouble} is told within three checks, and so is its recovery`, async () => {
    // Where no answer comes, a check is to end soon.
    const env: Record<string, string> = fault.hang ? { CHECK_INTERVAL_SECONDS: "1" } : {};
    await withLocalServer(async ({ binance, client, server }) => {
      await client.ask("add_pair", { pair: "BTCUSDT" });
      binance.fault = fault;
      const failing = await withinThreeChecks(
        client,
        () => client.next("status", ({ sources }) => sources.some(({ reachable }) => !reachable)),
      );
      const [source] = failing.data.sources;
      assert.ok(source?.problem, "says why");
      assert.equal(failing.data.stale.BTCUSDT, source.problem);
      const health = await fetch(`${server.url}/healthz`);
      assert.equal((await health.json()).status, "ok", "checks still end in time");

      binance.fault = {};
      binance.setPrice("BTCUSDT", 51_000);
      await withinThreeChecks(
        client,
        () => client.next("price_update", ({ prices }) => prices[0]?.price === 51_000),
      );
      await client.next(
        "status",
        ({ sources, lastCheckAt }) =>
          sources.every(({ reachable }) => reachable) &&
          (lastCheckAt ?? "") > (failing.data.lastCheckAt ?? ""),
      );
    }, env);
  });
}

Deno.test("A check of 100 pairs makes one request for prices, and one a pair for what lay between them", async () => {
  await withLocalServer(async ({ binance, client, server }) => {
    const coins = Array.from({ length: 100 }, (_, index) => `C${index}`);
    for (const coin of coins) {
      binance.setPrice(`${coin}USDT`, 10);
      await client.ask("add_pair", { pair: `${coin}USDT` });
    }
    const checksDone = async () =>
      (await (await fetch(`${server.url}/api/status`)).json()).checks.done as number;
    const doneBefore = await checksDone();
    binance.requests.length = 0;
    const start = performance.now();
    for (const coin of coins) binance.setPrice(`${coin}USDT`, 11);
    const isWhole = ({ prices }: { prices: readonly { price: number }[] }) =>
      prices.length === 100 && prices.every(({ price }) => price === 11);
    await client.next("price_update", isWhole);
    const prices = binance.requests.filter(({ path }) => path.endsWith("/ticker/price"));
    // One check may have been under way before, and another one now.
    const checks = await checksDone() - doneBefore + 1;
    assert.ok(prices.length > 0 && prices.length <= checks, `${prices.length} in ${checks} checks`);
    for (const { params } of prices) {
      assert.equal(JSON.parse(params.get("symbols") ?? "[]").length, 100);
    }
    // A pair once a check, and two of weight each: of the 6,000 a minute a fifth is for them. What is
    // saved up is a minute's worth at most, and grows again while this takes time.
    const ofWeight = 600 * (1 + (performance.now() - start) / 60_000);
    const allowed = Math.min(100 * checks, ofWeight);
    assert.ok(binance.count("/klines") <= allowed, `${binance.count("/klines")} for klines`);
  });
});
