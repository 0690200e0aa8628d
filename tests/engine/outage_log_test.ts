import assert from "node:assert/strict";
import { OutageLog } from "@/lib/engine/health/care.ts";
import type { SourceStatus } from "@/lib/protocol/frames.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { aPair, moment, START } from "../client/samples.ts";
import { NotedLog } from "./noted_log.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "ADAUSDT"];

const binance = (reachable: boolean): SourceStatus => ({
  ...{ name: "binance", reachable, lastSuccessAt: moment(0), budget: null },
  ...{ failingSince: reachable ? null : moment(15), problem: reachable ? null : "No answer" },
});

/** The log, and a look at five pairs of which some have had no data since a moment (seconds). */
function setUp() {
  const noted = new NotedLog();
  const clock = { seconds: 0 };
  const log = new OutageLog({ log: noted.log, clock: { now: () => START + clock.seconds * 1000 } });
  const look = (
    at: number,
    out: Readonly<Record<string, number>>,
    { reachable = true, pairs = pairsOf(out) } = {},
  ) => {
    clock.seconds = at;
    const noData = Object.fromEntries(
      Object.entries(out).map(([symbol, since]) => [symbol, moment(since)]),
    );
    const stale = Object.fromEntries(Object.keys(out).map((symbol) => [symbol, `Why ${symbol}`]));
    log.look({ pairs, noData, stale, sources: [binance(reachable)] });
    return noted.take();
  };
  return { look };
}

function pairsOf(out: Readonly<Record<string, number>>, symbols = SYMBOLS): Map<string, Pair> {
  return new Map(symbols.map((symbol) => [
    symbol,
    aPair({ symbol, lastUpdate: moment(out[symbol] ?? 300) }),
  ]));
}

Deno.test("OutageLog says once that there is no data, and once that there is again", () => {
  const { look } = setUp();
  assert.deepEqual(look(0, {}), []);
  assert.deepEqual(look(61, { BTCUSDT: 0 }), [
    `warn: No data from Binance for BTCUSDT since ${moment(0)}: Why BTCUSDT`,
  ]);
  assert.deepEqual(look(76, { BTCUSDT: 0 }), []);
  assert.deepEqual(look(270, {}), ["info: Data from Binance again for BTCUSDT, after 4.5 min"]);
  assert.deepEqual(look(285, {}), []);
});

Deno.test("OutageLog tells of many pairs in one line", () => {
  const { look } = setUp();
  const all = Object.fromEntries(SYMBOLS.map((symbol, index) => [symbol, index]));
  assert.deepEqual(look(70, all), [
    `warn: No data from Binance for BTCUSDT, ETHUSDT, SOLUSDT and 2 more since ${
      moment(0)
    }: Why BTCUSDT`,
  ]);
  assert.deepEqual(look(180, {}), [
    "info: Data from Binance again for BTCUSDT, ETHUSDT, SOLUSDT and 2 more, after 3 min",
  ]);
});

Deno.test("OutageLog takes the outage of one pair for one of all while the source is silent", () => {
  const { look } = setUp();
  const [line, ...others] = look(61, { ETHUSDT: 0 }, { reachable: false });
  assert.match(line ?? "", /for BTCUSDT, ETHUSDT, SOLUSDT and 2 more since/);
  assert.deepEqual(others, []);
  // Each coin has its own time, so they pass the limit one by one.
  assert.deepEqual(look(76, { ETHUSDT: 0, SOLUSDT: 10 }, { reachable: false }), []);
  assert.equal(look(300, {}).length, 1);
});

Deno.test("OutageLog tells the ends of pairs that come back one after the other", () => {
  const { look } = setUp();
  look(61, { BTCUSDT: 0, ETHUSDT: 0 });
  assert.deepEqual(look(120, { ETHUSDT: 0 }), [
    "info: Data from Binance again for BTCUSDT, after 2 min",
  ]);
  assert.deepEqual(look(240, {}), ["info: Data from Binance again for ETHUSDT, after 4 min"]);
});

Deno.test("OutageLog says nothing of pairs that were removed or given up meanwhile", () => {
  const { look } = setUp();
  const out = { BTCUSDT: 0, ETHUSDT: 0 };
  look(61, out);
  const trouble = { kind: "halted", reason: "Not now", since: moment(70) } as const;
  const pairs = pairsOf({}, ["ETHUSDT"]);
  pairs.set("ETHUSDT", aPair({ symbol: "ETHUSDT", trouble }));
  assert.deepEqual(look(76, {}, { pairs }), []);
  assert.deepEqual(look(91, {}), []);
});
