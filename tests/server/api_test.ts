import assert from "node:assert/strict";
import { OPERATIONS } from "@/lib/server/api/openapi.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { routesOfApp } from "../accounts/routes_of_app.ts";
import { type AppUnderTest, withApp } from "../program/app_under_test.ts";

const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };

Deno.test("/api does everything with pairs and alarms", async () => {
  await withApp(async ({ json, request }) => {
    assert.deepEqual((await json("/api/pairs")).body, { pairs: [] });
    const added = await json("/api/pairs", "POST", { pair: "eth-btc" });
    assert.equal(added.status, 201);
    assert.equal(added.body.pair.symbol, "ETHBTC");
    assert.ok(added.body.pair.currentPrice > 0);
    assert.equal((await json("/api/pairs/eth%2Fbtc")).body.pair.symbol, "ETHBTC");

    const set = await json("/api/pairs/ETHBTC/alarms", "POST", TARGET);
    assert.equal(set.status, 201);
    assert.equal(set.body.alreadyTrue, false);
    const { id } = set.body.alarm;
    assert.equal((await json(`/api/alarms/${id}`)).body.pair, "ETHBTC");
    assert.equal((await json("/api/alarms")).body.alarms.length, 1);
    assert.equal((await json("/api/pairs/ETHBTC/alarms")).body.alarms.length, 1);

    const changed = await json(`/api/alarms/${id}`, "PATCH", { targetPrice: 0.000001 });
    assert.equal(changed.body.alarm.targetPrice, 0.000001);
    assert.equal(changed.body.alreadyTrue, true);
    const snoozed = await json(`/api/alarms/${id}/snooze`, "POST", { minutes: 5 });
    assert.ok(snoozed.body.alarm.snoozedUntil > new Date().toISOString());
    const rearmed = await json(`/api/alarms/${id}/rearm`, "POST");
    assert.equal(rearmed.body.alarm.snoozedUntil, null);

    assert.equal((await json(`/api/alarms/${id}`, "DELETE")).body.id, id);
    assert.equal((await json("/api/pairs/ETHBTC", "DELETE")).body.pair, "ETHBTC");
    const gone = await request("/api/pairs/ETHBTC");
    assert.equal(gone.status, 404);
    assert.equal(gone.headers.get("content-type"), "application/problem+json");
    assert.equal((await gone.json()).code, "pair_not_found");
  });
});

Deno.test("/api/fires pages forward from an id, and a fire is acknowledged once for all", async () => {
  await withApp(async ({ json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body.alarm;
    const fires = [];
    for (let index = 0; index < 3; index++) {
      fires.push((await json(`/api/alarms/${id}/test`, "POST")).body.fire.id);
    }
    const ids = async (query: string) =>
      (await json(`/api/fires${query}`)).body.fires.map((fire: { id: string }) => fire.id);
    assert.deepEqual(await ids(""), fires);
    assert.deepEqual(await ids("?limit=2"), fires.slice(1));
    assert.deepEqual(await ids(`?after=${fires[0]}`), fires.slice(1));
    assert.deepEqual(await ids(`?after=${fires[0]}&limit=1`), [fires[1]]);
    assert.deepEqual(await ids(`?before=${fires[2]}`), fires.slice(0, 2));
    assert.equal((await json("/api/fires?limit=0")).body.field, "limit");
    assert.equal((await json("/api/fires?newest=1")).body.field, "newest");

    const first = await json(`/api/fires/${fires[0]}/acknowledge`, "POST");
    assert.deepEqual(first.body.fireIds, [fires[0]]);
    const again = await json(`/api/fires/${fires[0]}/acknowledge`, "POST");
    assert.deepEqual([again.status, again.body.fireIds], [200, []]);
    const rest = await json("/api/fires/acknowledge", "POST");
    assert.deepEqual(rest.body.fireIds, fires.slice(1));
    assert.equal((await json("/api/fires/nope/acknowledge", "POST")).status, 404);
  });
});

Deno.test("POST /api/fires/acknowledge silences those fires that its body names, and refuses what names none", async () => {
  await withApp(async ({ json, program }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body.alarm;
    const fires: string[] = [];
    for (let index = 0; index < 4; index++) {
      fires.push((await json(`/api/alarms/${id}/test`, "POST")).body.fire.id);
    }
    const send = (body: unknown) => json("/api/fires/acknowledge", "POST", body);
    for (
      const [body, field] of [
        [{ ids: fires }, "ids"],
        [{ fireIds: "x" }, "fireIds"],
        [{ fireIds: fires, ids: [] }, "ids"],
        [{ fireIds: [fires[0], 1] }, "fireIds.1"],
        [{ fireIds: Array(5001).fill("x") }, "fireIds"],
        [{ fireId: 1 }, "fireId"],
        [{ fireId: "nope" }, "fireId"],
        [{ all: false }, "all"],
        [{ fireIds: fires, all: true }, "all"],
        [fires, undefined],
      ]
    ) {
      const refused = await send(body);
      assert.ok(refused.status === 422 || refused.status === 404, JSON.stringify(body));
      assert.equal(refused.body.field, field, JSON.stringify(body));
    }
    const [first = "", second = "", ...others] = fires;
    assert.deepEqual((await send({ fireIds: [second, "gone"] })).body.fireIds, [second]);
    assert.deepEqual((await send({ fireIds: [] })).body.fireIds, []);
    assert.deepEqual((await send({ fireId: first })).body.fireIds, [first]);
    const ringing = program.store.state.fires.filter(({ acknowledgedAt }) => !acknowledgedAt);
    assert.deepEqual(ringing.map((fire) => fire.id), others);
    assert.deepEqual((await send({})).body.fireIds, others);
  });
});

Deno.test("acknowledge silences those fires that are named, and rings on with the others", async () => {
  await withApp(async ({ json, program }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body.alarm;
    const fires: string[] = [];
    for (let index = 0; index < 3; index++) {
      fires.push((await json(`/api/alarms/${id}/test`, "POST")).body.fire.id);
    }
    const [first = "", second = "", third = ""] = fires;
    const wanted = { fireIds: [second, "fire_of_long_ago"] };
    const answer = await program.run("acknowledge", wanted, { address: "::1" });
    assert.deepEqual("fireIds" in answer && answer.fireIds, [second]);
    const ringing = program.store.state.fires.filter(({ acknowledgedAt }) => !acknowledgedAt);
    assert.deepEqual(ringing.map((fire) => fire.id), [first, third]);
  });
});

Deno.test("/api/pairs/:symbol/history answers candles and refuses what cannot be", async () => {
  await withApp(async ({ json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { body } = await json("/api/pairs/BTCUSDT/history?step=60");
    assert.equal(body.bars.length, 1);
    assert.deepEqual(Object.keys(body.bars[0]).sort(), [
      "close",
      "high",
      "low",
      "open",
      "timestamp",
    ]);
    const days = await json("/api/pairs/BTCUSDT/history?interval=1d");
    assert.equal(days.body.step, 86_400);
    assert.match(days.body.bars[0].timestamp, /T00:00:00/);
    for (
      const [query, field] of [
        ["step=0", "step"],
        ["step=x", "step"],
        ["from=yesterday", "from"],
        ["from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from"],
        ["from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&step=1", "step"],
        ["interval=2m", "interval"],
        ["interval=1h&step=3600", "interval"],
        ["since=1", "since"],
      ]
    ) {
      const refused = await json(`/api/pairs/BTCUSDT/history?${query}`);
      assert.deepEqual([refused.status, refused.body.field], [422, field], query);
    }
  });
});

Deno.test("/api answers unknown paths and methods as problems", async () => {
  await withApp(async ({ request }) => {
    for (
      const [path, method, status] of [["/api/nope", "GET", 404], [
        "/api/pairs",
        "PUT",
        405,
      ]] as const
    ) {
      const response = await request(path, { method });
      assert.equal(response.status, status);
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      assert.equal((await response.json()).status, status);
    }
  });
});

Deno.test("/api/openapi.json says which answers may tell a stretch that is dropped", async () => {
  await withApp(async ({ json }) => {
    const { body } = await json("/api/openapi.json");
    const { schemas } = body.components;
    const answer = (path: string, method: string) => {
      const { $ref } = body.paths[path][method].responses["200"].content["application/json"].schema;
      return schemas[$ref.split("/").at(-1)].properties;
    };
    const changed = answer("/api/alarms/{id}", "patch");
    const rearmed = answer("/api/alarms/{id}/rearm", "post");
    const imported = answer("/api/alarms/import", "post").entries.items.properties;
    for (const properties of [changed, rearmed, imported]) {
      for (const field of ["droppedFrom", "droppedTo"]) {
        assert.equal(properties[field].format, "date-time");
      }
    }
  });
});

Deno.test("/api/openapi.json describes just the operations there are", async () => {
  await withApp(async ({ json, request }) => {
    const { body } = await json("/api/openapi.json");
    assert.equal(body.openapi, "3.1.0");
    const text = JSON.stringify(body);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      assert.ok(body.components.schemas[name ?? ""], `schema ${name} is there`);
    }
    const operations = Object.keys(OPERATIONS).map((name) => name.split(" "));
    for (const [method = "", path = ""] of operations) {
      const url = path.replace("{symbol}", "BTCUSDT").replace("{id}", "none");
      const response = await request(url, { method: method.toUpperCase() });
      const answer = await response.text();
      assert.ok(
        response.status !== 405 && !answer.includes("There is nothing at"),
        `${method} ${path}`,
      );
    }
    const answered = (await routesOfApp()).filter(({ route }) => route.startsWith("/api/"))
      .map(({ method, route }) => [method.toLowerCase(), route.replaceAll(/:(\w+)/g, "{$1}")]);
    assert.deepEqual(answered.map(String).sort(), operations.map(String).sort());
  });
});

Deno.test("/healthz is 503 when no check has ended for three intervals", async () => {
  let elapsed = 0;
  const clock = { ...SYSTEM_CLOCK, monotonic: () => elapsed };
  const test = async ({ json }: AppUnderTest) => {
    elapsed += 45_000;
    assert.equal((await json("/healthz")).status, 200);
    elapsed++;
    assert.equal((await json("/healthz")).status, 503);
  };
  await withApp(test, { CHECK_INTERVAL_SECONDS: "15" }, { clock });
});

Deno.test("/api allows listed origins by CORS, and no others", async () => {
  await withApp(async ({ request }) => {
    const origin = "https://alarm.example.com";
    const preflight = await request("/api/pairs", { method: "OPTIONS", headers: { origin } });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-origin"), origin);
    const other = await request("/api/pairs", { headers: { origin: "https://evil.com" } });
    assert.equal(other.headers.get("access-control-allow-origin"), null);
    await other.body?.cancel();
    const change = await request("/api/pairs", {
      method: "POST",
      headers: { origin: "https://evil.com" },
      body: "{}",
    });
    assert.equal(change.status, 403);
    assert.equal((await change.json()).code, "forbidden_origin");
  }, { ALLOWED_ORIGINS: "https://alarm.example.com" });
});

Deno.test("Pages carry a content security policy with a fresh nonce, and are not cached", async () => {
  await withApp(async ({ request }) => {
    const nonces = new Set<string>();
    for (const path of ["/", "/log", "/", "/no-such-page"]) {
      const response = await request(path);
      const policy = response.headers.get("content-security-policy") ?? "";
      assert.doesNotMatch(policy, /unsafe/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
      assert.equal(response.headers.get("cache-control"), "no-store");
      const html = await response.text();
      for (const [, nonce] of policy.matchAll(/'nonce-([^']+)'/g)) nonces.add(nonce ?? "");
      assert.doesNotMatch(html, /<[^>]+ style=/, "no inline styles");
    }
    assert.ok(nonces.size >= 3);
  });
});

Deno.test("/api refuses a window longer than prices are kept", async () => {
  await withApp(async ({ json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const wanted = { type: "timeframe", percentage: 3, direction: "any", timeUnit: "days" };
    const fits = await json("/api/pairs/BTCUSDT/alarms", "POST", { ...wanted, timeValue: 2 });
    assert.equal(fits.status, 201);
    const long = await json("/api/pairs/BTCUSDT/alarms", "POST", { ...wanted, timeValue: 3 });
    assert.deepEqual([long.status, long.body.field], [422, "timeValue"]);
    const id = fits.body.alarm.id;
    const longer = await json(`/api/alarms/${id}`, "PATCH", { timeValue: 3 });
    assert.deepEqual([longer.status, longer.body.field], [422, "timeValue"]);
  }, { HISTORY_DAYS: "2" });
});
