import assert from "node:assert/strict";
import { getLogger } from "@/lib/logs/logger.ts";
import { Checker } from "@/lib/engine/checks/checker.ts";
import { GapFill } from "@/lib/engine/gaps/ask.ts";
import { StatusBoard } from "@/lib/engine/health/status_board.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { type ListedPair, type Quotes, SourceError } from "@/lib/sources/source.ts";
import { Store } from "@/lib/store/store.ts";
import { until } from "../timeouts.ts";
import { ScriptedSource } from "../servers/scripted_source.ts";
import { FakeClock } from "./fake_clock.ts";
import { pricedPair } from "./pairs.ts";

const INTERVAL_MS = 15_000;

/** A source whose answers a test gives by hand. */
class HandSource extends ScriptedSource {
  readonly asked: PromiseWithResolvers<Quotes>[] = [];

  override quote(_pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    const answer = Promise.withResolvers<Quotes>();
    this.asked.push(answer);
    signal.addEventListener(
      "abort",
      () => answer.reject(new SourceError(this.name, "No answer in time", "timeout")),
      { once: true },
    );
    return answer.promise;
  }

  answer(symbol: string, price: number): void {
    const observations = new Map([[symbol, { price, at: this.clock.now() }]]);
    this.asked.at(-1)?.resolve({ observations, problems: new Map() });
  }
}

interface Stage {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly checker: Checker;
  readonly held: Map<string, Promise<void>>;
  readonly board: StatusBoard;
  readonly binance: HandSource;
  readonly coingecko: HandSource;
  readonly problems: string[];
}

async function withChecker(test: (stage: Stage) => Promise<void>) {
  const dataDir = await Deno.makeTempDir();
  const clock = new FakeClock();
  const now = () => clock.now();
  const store = await Store.open({ dataDir, now, onFailure: assert.fail });
  const past = now() - 10_000;
  const btc = pricedPair("BTCUSDT", { price: 100, at: past, source: "binance" });
  const eth = pricedPair("ETHUSDT", { price: 100, at: past, source: "coingecko" });
  const added = [btc, eth].map((pair) => ({ type: "pairAdded" as const, pair }));
  await store.change(() => ({ events: added, result: null }));
  const board = new StatusBoard({
    version: "1",
    checkIntervalSeconds: 15,
    recovery: null,
    clock,
    gauge: { budget: () => null, newsWithinMs: () => 60_000 },
  });
  const [binance, coingecko] = [
    new HandSource("binance", clock),
    new HandSource("coingecko", clock),
  ];
  const problems: string[] = [];
  const held = new Map<string, Promise<void>>();
  const checker = new Checker({
    store,
    held,
    sources: new Map<SourceName, HandSource>([["binance", binance], ["coingecko", coingecko]]),
    board,
    clock,
    isStreamed: () => false,
    gapFill: new GapFill({
      store,
      held,
      intervalMs: INTERVAL_MS,
      clock,
      log: getLogger("monitor"),
    }),
    intervalMs: INTERVAL_MS,
    syncClock: () => {},
    onProblem: ({ error }) => problems.push(String(error)),
    onAnswered: () => {},
    onEnded: () => {},
  });
  try {
    await test({ clock, store, checker, held, board, binance, coingecko, problems });
  } finally {
    await checker.stop();
    await store.close();
    await Deno.remove(dataDir, { recursive: true });
  }
}

const priceOf = (store: Store, symbol: string) => store.state.pairs.get(symbol)?.currentPrice;

Deno.test("Checker commits the answer of one source while another hangs", async () => {
  await withChecker(async ({ store, checker, binance, coingecko }) => {
    const check = checker.check();
    binance.answer("BTCUSDT", 101);
    await until(() => priceOf(store, "BTCUSDT") === 101);
    coingecko.answer("ETHUSDT", 102);
    await check;
    assert.equal(priceOf(store, "ETHUSDT"), 102);
  });
});

Deno.test("Checker has only a pair wait whose gap is being evaluated", async () => {
  await withChecker(async ({ store, checker, held, binance, coingecko }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held.set("ETHUSDT", promise);
    const check = checker.check();
    coingecko.answer("ETHUSDT", 102);
    binance.answer("BTCUSDT", 101);
    await until(() => priceOf(store, "BTCUSDT") === 101);
    assert.equal(priceOf(store, "ETHUSDT"), 100);
    held.delete("ETHUSDT");
    resolve();
    await check;
    assert.equal(priceOf(store, "ETHUSDT"), 102);
  });
});

Deno.test("Checker skips and counts a source that is still busy, and asks the others", async () => {
  await withChecker(async ({ checker, board, binance, coingecko, store }) => {
    const first = checker.check();
    binance.answer("BTCUSDT", 101);
    await until(() => priceOf(store, "BTCUSDT") === 101);
    const second = checker.check();
    binance.answer("BTCUSDT", 103);
    await second;
    assert.equal(coingecko.asked.length, 1);
    assert.equal(binance.asked.length, 2);
    const { checks } = board.status({
      state: store.state,
      storeProblem: null,
      diskProblem: null,
      doubts: {},
      clients: 0,
    });
    assert.deepEqual(checks, { done: 1, failed: 0, skipped: 1 });
    coingecko.answer("ETHUSDT", 102);
    await first;
  });
});

Deno.test("Checker ends a check before the next one is due, whatever the source does", async () => {
  await withChecker(async ({ clock, checker, binance, problems }) => {
    const check = checker.check();
    binance.answer("BTCUSDT", 101);
    await clock.pass(INTERVAL_MS - 1);
    await check;
    assert.deepEqual(problems, ["SourceError: No answer in time"]);
  });
});

Deno.test("Checker takes no price that waited while the machine slept for one of now", async () => {
  await withChecker(async ({ clock, checker, binance, problems, store }) => {
    const check = checker.check();
    clock.suspend(INTERVAL_MS);
    binance.answer("BTCUSDT", 150);
    binance.asked[0]?.promise.catch(() => {});
    await clock.pass(INTERVAL_MS);
    await check;
    assert.equal(priceOf(store, "BTCUSDT"), 100);
    assert.ok(problems.includes("SourceError: Binance did not answer in time"), problems.join());
  });
});

Deno.test("Checker reports an exception in a source and goes on checking", async () => {
  await withChecker(async ({ checker, binance, coingecko, problems, store }) => {
    const check = checker.check();
    coingecko.answer("ETHUSDT", 102);
    binance.asked[0]?.reject(new TypeError("oops"));
    await check;
    assert.deepEqual(problems, ["TypeError: oops"]);
    const next = checker.check();
    binance.answer("BTCUSDT", 104);
    coingecko.answer("ETHUSDT", 103);
    await next;
    assert.equal(priceOf(store, "BTCUSDT"), 104);
  });
});

Deno.test("Checker drops the check under way when it stops", async () => {
  await withChecker(async ({ checker, binance, store, problems }) => {
    const check = checker.check();
    const stopped = checker.stop();
    binance.answer("BTCUSDT", 101);
    await Promise.all([check, stopped]);
    assert.equal(priceOf(store, "BTCUSDT"), 100);
    assert.deepEqual(problems, []);
  });
});

Deno.test("Checker gives a pair no price of a source it has left", async () => {
  await withChecker(async ({ clock, checker, binance, coingecko, store }) => {
    const check = checker.check();
    const moved = pricedPair("BTCUSDT", { price: 120, at: clock.now(), source: "coingecko" });
    await store.change(() => ({
      events: [{ type: "pairRemoved", symbol: "BTCUSDT" }, { type: "pairAdded", pair: moved }],
      result: null,
    }));
    binance.answer("BTCUSDT", 100);
    coingecko.answer("ETHUSDT", 102);
    await check;
    const { currentPrice, minPrice } = store.state.pairs.get("BTCUSDT") ?? {};
    assert.deepEqual([currentPrice, minPrice], [120, 120]);
  });
});
