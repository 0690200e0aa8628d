import assert from "node:assert/strict";
import { SlowingLog } from "@/lib/engine/health/care.ts";
import { NotedLog } from "./noted_log.ts";

Deno.test("SlowingLog says once that a source is asked less often, why, and when it is over", () => {
  const noted = new NotedLog();
  const log = new SlowingLog({ log: noted.log, intervalMs: 15_000 });
  const look = (slowedToMs: number | null) => {
    const budget = { used: 1, limit: 10_000, per: "month", resetsAt: "", slowedToMs } as const;
    log.look([{ name: "coingecko", budget }, { name: "demo", budget: null }]);
    return noted.take();
  };
  assert.deepEqual(look(null), []);
  assert.deepEqual(look(270_000), [
    "info: CoinGecko is asked every 4.5 min instead of every 15 s: its 10000 calls a month would run out",
  ]);
  assert.deepEqual(look(268_000), []);
  assert.deepEqual(look(null), ["info: CoinGecko is asked every 15 s again"]);
});
