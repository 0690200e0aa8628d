import assert from "node:assert/strict";
import { StatusBoard } from "@/lib/engine/health/status_board.ts";
import { FakeClock } from "./fake_clock.ts";
import { pricedPair, stateOf } from "./pairs.ts";

function setUp() {
  const clock = new FakeClock();
  const board = new StatusBoard({
    version: "1",
    checkIntervalSeconds: 15,
    recovery: "Restored a backup",
    clock,
    gauge: { budget: () => null, newsWithinMs: () => 75_000 },
  });
  const at = clock.now();
  const state = stateOf(
    pricedPair("BTCUSDT", { price: 1, at, source: "binance" }),
    pricedPair("ETHUSDT", { price: 1, at, source: "coingecko" }),
  );
  const status = (diskProblem: string | null = null) =>
    board.status({ state, storeProblem: null, diskProblem, doubts: {}, clients: 0 });
  return { clock, board, status };
}

Deno.test("StatusBoard tells since when and why a source fails, for its pairs only", async () => {
  const { clock, board, status } = setUp();
  board.answered("binance", new Map());
  board.answered("coingecko", new Map());
  await clock.pass(15_000);
  board.failed("binance", "Binance does not answer");
  const failingSince = new Date(clock.now()).toISOString();
  await clock.pass(15_000);
  board.failed("binance", "Binance does not answer");
  const { sources, stale } = status();
  assert.deepEqual(sources.map(({ reachable }) => reachable), [false, true]);
  assert.equal(sources[0]?.failingSince, failingSince);
  assert.deepEqual(stale, { BTCUSDT: "Binance does not answer" });
  board.answered("binance", new Map());
  assert.deepEqual(status().stale, {});
});

Deno.test("StatusBoard passes on why one pair has no price", () => {
  const { board, status } = setUp();
  board.answered("binance", new Map([["BTCUSDT", "Binance halted it"]]));
  assert.deepEqual(status().stale, { BTCUSDT: "Binance halted it" });
});

Deno.test("StatusBoard calls a price stale when its source has no newer one", async () => {
  const { clock, board, status } = setUp();
  board.answered("binance", new Map());
  await clock.pass(76_000);
  assert.deepEqual(Object.keys(status().stale).sort(), ["BTCUSDT", "ETHUSDT"]);
});

Deno.test("StatusBoard counts checks and knows how long ago the last one ended", async () => {
  const { clock, board, status } = setUp();
  await clock.pass(5_000);
  assert.equal(board.sinceLastCheck(), 5_000);
  board.checkEnded("done");
  board.checkEnded("failed");
  board.checkSkipped();
  await clock.pass(2_000);
  assert.equal(board.sinceLastCheck(), 2_000);
  assert.deepEqual(status().checks, { done: 1, failed: 1, skipped: 1 });
});

Deno.test("StatusBoard passes on what the start restored and what the disk refuses", () => {
  const { status } = setUp();
  assert.equal(status().recovery, "Restored a backup");
  assert.equal(status().diskProblem, null);
  assert.equal(status("The disk is short").diskProblem, "The disk is short");
});

Deno.test("StatusBoard says that an outlier waits for its confirmation", () => {
  const { clock, board } = setUp();
  const at = clock.now();
  const pair = pricedPair("BTCUSDT", { price: 50_000, at, source: "binance" });
  const unconfirmed = { price: 90_000, timestamp: new Date(at).toISOString() };
  board.answered("binance", new Map());
  const { stale } = board.status({
    ...{ state: stateOf({ ...pair, unconfirmed }), storeProblem: null, diskProblem: null },
    doubts: {},
    clients: 0,
  });
  assert.deepEqual(stale, { BTCUSDT: "A jump to 90,000 waits for its confirmation" });
});
