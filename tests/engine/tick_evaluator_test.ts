import assert from "node:assert/strict";
import { TickEvaluator } from "@/lib/engine/decide_prices.ts";
import { type Store, StoreFailedError } from "@/lib/store/store.ts";
import { NotedLog } from "./noted_log.ts";

const SYMBOL = "BTCUSDT";

/** A evaluate on a store whose changes fail with what the list says, one after the other; null for none. */
function evaluatorOn(failures: (Error | null)[], { log }: NotedLog, syncClock = () => {}) {
  const change = () => {
    const failure = failures.shift() ?? null;
    return failure === null ? Promise.resolve(null) : Promise.reject(failure);
  };
  return new TickEvaluator({
    source: { name: "binance", staleAfterMs: 60_000 },
    store: { change, histories: new Map() } as Partial<Store> as Store,
    held: new Map(),
    clock: { now: () => 0 },
    syncClock,
    log,
  });
}

async function ticks(evaluate: TickEvaluator, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    evaluate.take({ symbol: SYMBOL, observation: { price: 100, at }, fed: { isWhole: true } });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

Deno.test("TickEvaluator says once that ticks could not be evaluated, and again after it went well", async () => {
  const noted = new NotedLog();
  const spoilt = () => new TypeError("Cannot store alarmFired: no such thing");
  await ticks(evaluatorOn([spoilt(), spoilt(), null, spoilt()], noted), 4);
  assert.deepEqual(noted.lines.length, 2);
  const told = "Prices of binance's stream could not be judged: TypeError: Cannot store alarmFired";
  assert.ok(noted.lines[0]?.startsWith(`error: ${told}`), noted.lines[0]);
});

Deno.test("TickEvaluator leaves it to the store to say that it takes nothing any more", async () => {
  const noted = new NotedLog();
  await ticks(evaluatorOn([new StoreFailedError("Cannot write")], noted), 1);
  assert.deepEqual(noted.lines, []);
});

Deno.test("TickEvaluator forgets what came before the clock was set: it is dated by the former clock", async () => {
  const noted = new NotedLog();
  const spoilt = new TypeError("judged");
  let isSet = true;
  const evaluate: TickEvaluator = evaluatorOn([spoilt], noted, () => isSet && evaluate.forget());
  await ticks(evaluate, 1);
  assert.deepEqual(noted.lines, []);
  isSet = false;
  await ticks(evaluate, 1);
  assert.equal(noted.lines.length, 1);
});
