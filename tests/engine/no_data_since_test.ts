import assert from "node:assert/strict";
import { type GaugedSource, noDataSince, SourceGauge } from "@/lib/engine/health/status_board.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { aPair } from "../client/samples.ts";

const NOW = Date.parse("2026-01-15T12:00:00Z");
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

const budget = { used: 1, limit: 10_000, per: "month", resetsAt: NOW } as const;
const SOURCES = new Map<SourceName, GaugedSource>([
  ["binance", { staleAfterMs: 60_000 }],
  ["coingecko", { staleAfterMs: 300_000 }],
  ["kraken", { staleAfterMs: 20_000 }],
  ["coinbase", { staleAfterMs: 60_000, usage: () => ({ ...budget, slowedTo: 270_000 }) }],
]);

interface Streams {
  readonly feeds: readonly string[];
  readonly of: readonly SourceName[];
}

const gaugeOf = ({ feeds, of }: Streams) =>
  new SourceGauge({
    ...{ sources: SOURCES, intervalMs: 15_000 },
    streams: {
      feeds: (symbol) => feeds.includes(symbol),
      statusOf: (name) => of.includes(name) ? { pairs: 1, problem: null } : null,
    },
  });

const POLLED: Streams = { feeds: [], of: [] };

const ROWS: readonly [string, SourceName, Streams, number][] = [
  ["three intervals where a price is stale sooner", "kraken", POLLED, 45],
  ["the time after which a price is stale where that is longer", "binance", POLLED, 60],
  ["five minutes at CoinGecko", "coingecko", POLLED, 300],
  ["three of its own intervals at a source that is slowed down", "coinbase", POLLED, 810],
  ["two rounds more where polling takes over from a stream", "binance", {
    feeds: [],
    of: ["binance"],
  }, 90],
  ["ten minutes in a quiet market whose stream works", "binance", {
    feeds: ["BTCUSDT"],
    of: ["binance"],
  }, 600],
];

for (const [sentence, source, streams, seconds] of ROWS) {
  Deno.test(`noDataSince() waits ${sentence}`, () => {
    const gauge = gaugeOf(streams);
    const since = (age: number) =>
      noDataSince(
        [aPair({ source, lastUpdate: ago(age) })],
        NOW,
        (pair) => gauge.newsWithinMs(pair),
      );
    assert.deepEqual(since(seconds), {});
    assert.deepEqual(since(seconds + 1), { BTCUSDT: ago(seconds + 1) });
  });
}

Deno.test("noDataSince() counts from when a pair was added that has had no price yet", () => {
  const pair = aPair({ lastUpdate: null, addedAt: ago(100) });
  assert.deepEqual(noDataSince([pair], NOW, () => 60_000), { BTCUSDT: ago(100) });
});

Deno.test("noDataSince() leaves out a pair that its source has given up", () => {
  const trouble = { kind: "halted", reason: "Not now", since: ago(900) } as const;
  assert.deepEqual(noDataSince([aPair({ lastUpdate: ago(900), trouble })], NOW, () => 60_000), {});
});
