import assert from "node:assert/strict";
import { LoopDelay } from "@/lib/program/measures.ts";
import { type MetricName, METRICS, metricsText, toldName } from "@/lib/server/metrics.ts";
import { withPeople } from "../accounts/people_app.ts";
import { pages, projectFile } from "../docs/project_file.ts";
import { type AppUnderTest, withApp } from "../program/app_under_test.ts";
import { type ParsedMetric, parseMetrics } from "./parse_metrics.ts";

const NAMES = new Set((Object.keys(METRICS) as MetricName[]).map(toldName));
const TARGET = { type: "target", targetPrice: 1, direction: "any" };

/** One value, by what stands between its braces. */
function valueOf(metrics: ReadonlyMap<string, ParsedMetric>, name: string, labels = ""): number {
  const series = metrics.get(`crypto_price_alarm_${name}`)?.series;
  return series?.get(labels) ?? assert.fail(`${name}{${labels}} is not told`);
}

async function read({ request }: Pick<AppUnderTest, "request">) {
  const response = await request("/metrics");
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  return parseMetrics(await response.text());
}

Deno.test("/metrics is Prometheus' text format, with base units and counters in _total", () =>
  withApp(async (app) => {
    await app.json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const metrics = await read(app);
    for (const [name, { type, help }] of metrics) {
      assert.ok(NAMES.has(name), name);
      assert.match(help, /\.$/, name);
      assert.equal(type === "counter", name.endsWith("_total"), name);
      assert.doesNotMatch(name, /_(ms|milliseconds|minutes|kb|mb|percent)\b/, name);
    }
    const always = [...NAMES].filter((name) =>
      !/fires_total|deliveries_total|source_|outbox_open/.test(name)
    );
    assert.deepEqual(always.filter((name) => !metrics.has(name)), []);
  }));

Deno.test("/metrics counts checks, alarms, fires, messages, frames and commits", () =>
  withApp(async (app) => {
    const { program, json } = app;
    program.measures.start();
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    await program.check();
    await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET);
    const config = { server: "https://ntfy.invalid", topic: "t" };
    const channel = { type: "ntfy", name: "Phone", isDefault: true, config };
    assert.equal((await json("/api/channels", "POST", channel)).status, 201);
    const before = await read(app);
    const { pairs } = program.store.state;
    const [alarm] = pairs.get("BTCUSDT")?.alarms ?? [];
    await json(`/api/alarms/${alarm?.id}/test`, "POST");
    const after = await read(app);
    assert.equal(valueOf(after, "checks_total", 'outcome="done"'), 1);
    assert.equal(valueOf(after, "alarms", 'state="armed"'), 1);
    assert.equal(valueOf(after, "pairs", 'source="demo"'), 1);
    assert.equal(valueOf(after, "source_up", 'source="demo"'), 1);
    assert.equal(valueOf(after, "outbox_open", 'channel_type="ntfy"'), 1);
    const ringing = ["ringing_fires", ""] as const;
    assert.equal(valueOf(after, ...ringing), valueOf(before, ...ringing) + 1);
    const commits = (metrics: typeof after) =>
      metrics.get("crypto_price_alarm_store_commit_seconds")?.series.get("_count") ?? NaN;
    assert.equal(commits(after), commits(before) + 1);
    assert.ok(
      valueOf(after, "store_written_bytes_total") > valueOf(before, "store_written_bytes_total"),
    );
    assert.equal(valueOf(after, "store_accepting_changes"), 1);
    program.measures.stop();
  }));

Deno.test("/metrics counts each fire and what became of each message once", () =>
  withApp(async (app) => {
    const { program, json } = app;
    program.measures.start();
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET);
    const config = { server: "https://ntfy.invalid", topic: "t" };
    await json("/api/channels", "POST", { type: "ntfy", name: "P", isDefault: true, config });
    const [alarm] = program.store.state.pairs.get("BTCUSDT")?.alarms ?? [];
    await json(`/api/alarms/${alarm?.id}/test`, "POST");
    const [delivery] = program.store.state.outbox;
    assert.ok(delivery);
    const dead = { ...delivery, state: "dead" as const };
    for (const each of [dead, dead, delivery, dead]) {
      const event = { type: "deliveryUpdated", delivery: each, by: "program" } as const;
      await program.store.change(() => ({ events: [event], result: null }));
    }
    const metrics = await read(app);
    assert.equal(valueOf(metrics, "deliveries_total", 'channel_type="ntfy",state="dead"'), 2);
    assert.equal(valueOf(metrics, "outbox_open", 'channel_type="ntfy"'), 0);
    // A test of an alarm is no fire.
    assert.equal(metrics.has("crypto_price_alarm_fires_total"), false);
    const [tested] = program.store.state.fires;
    assert.ok(tested && alarm);
    const fire = { ...tested, id: "fire_real", test: false, late: true };
    const fired = { type: "alarmFired", symbol: "BTCUSDT", alarm, fire } as const;
    await program.store.change(() => ({ events: [fired], result: null }));
    assert.equal(valueOf(await read(app), "fires_total", 'type="target",late="true"'), 1);
    program.measures.stop();
  }));

Deno.test("/metrics is for admins and for their tokens of the scope metrics", () =>
  withPeople(async (app) => {
    const statusOf = async (
      asker: Awaited<ReturnType<typeof app.as>> | ReturnType<typeof app.browser>,
    ) => (await asker.ask("/metrics")).status;
    assert.equal(await statusOf(await app.as("admin")), 200);
    assert.equal(await statusOf(await app.token("admin", ["metrics"]) as never), 200);
    assert.equal(await statusOf(await app.token("admin", ["admin", "alarms:read"]) as never), 403);
    assert.equal(await statusOf(await app.as("operator")), 403);
    assert.equal(await statusOf(app.browser()), 401);
    const scraper = await app.token("admin", ["metrics"]);
    for (const path of ["/api/status", "/api/fires", "/api/audit", "/api/settings"]) {
      assert.equal((await scraper.ask(path)).status, 403, path);
    }
  }));

Deno.test("metricsText() escapes what a label may hold", () => {
  const none = Object.fromEntries(Object.keys(METRICS).map((name) => [name, []]));
  const samples = [{ labels: { version: 'a"b\\c\nd' }, value: 1 }];
  const text = metricsText({ ...none, build_info: samples } as never);
  assert.match(text, /\{version="a\\"b\\\\c\\nd"\} 1\n$/);
  assert.deepEqual([...parseMetrics(text).keys()], ["crypto_price_alarm_build_info"]);
});

Deno.test("LoopDelay counts the looks that a long turn hides", () => {
  let at = 0;
  let look = () => {};
  const every = (_ms: number, given: () => void) => {
    look = given;
    return () => {};
  };
  const delay = new LoopDelay({ elapsed: () => at, every });
  delay.start();
  const after = (ms: number) => {
    at += ms;
    look();
  };
  for (let each = 0; each < 97; each++) after(100);
  assert.deepEqual(delay.delays(), { p50: 0, p99: 0, sum: 0, count: 97 });
  after(100 + 250);
  const { p50, p99, count, sum } = delay.delays();
  assert.deepEqual([p50, p99, count, Math.round(sum * 1000)], [0, 0.15, 100, 450]);
});

Deno.test("The dashboard and the docs name metrics that there are", () => {
  const texts = ["deploy/grafana-dashboard.json", ...pages()].map(projectFile);
  const named = texts.flatMap((text) =>
    text.match(/\bcrypto_price_alarm_\w+|\bprocess_\w+_(?:bytes|total|seconds)\b/g) ?? []
  );
  const unknown = named.filter((name) => !NAMES.has(name.replace(/_(sum|count)$/, "")));
  assert.deepEqual([...new Set(unknown)], []);
  const dashboard = JSON.parse(projectFile("deploy/grafana-dashboard.json"));
  assert.ok(dashboard.panels.length > 10 && named.length > 30);
});
