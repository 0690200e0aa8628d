import assert from "node:assert/strict";
import { auditPage } from "@/lib/audit/audit_log.ts";
import { WHOLE_LOG } from "@/lib/text/log_rows.ts";
import { withMarketProgram } from "./market_program.ts";

const SECOND = 1_000;
const ALARM = { type: "target", targetPrice: 110, direction: "fromBelow" };

Deno.test("Program: a fire tells when its price was made, received, decided, stored and told", async () => {
  await withMarketProgram({}, async ({ program, binance, clock, ask, pass }) => {
    binance.setPrice("BTCUSDT", 100);
    await ask("add_pair", { pair: "BTCUSDT" });
    await ask("add_alarm", { pair: "BTCUSDT", alarm: ALARM });
    program.start();
    await pass(60 * SECOND);
    const movedAt = clock.now();
    binance.setPrice("BTCUSDT", 120);
    const isMoved = (at: number) => at >= movedAt;
    binance.setMarket("BTCUSDT", (at) => isMoved(at) ? 120 : 100, () => 1);
    await pass(30 * SECOND);
    const { store, auditLog } = program;
    const [fire] = store.state.fires;
    const { sourceAt, receivedAt = "", decidedAt, storedAt = "", toldAt = "" } = fire?.timings ??
      {};
    assert.deepEqual([sourceAt, decidedAt], [fire?.timestamp, fire?.detectedAt]);
    const way = [new Date(movedAt).toISOString(), receivedAt, decidedAt, storedAt, toldAt];
    assert.deepEqual(way.toSorted(), way);
    const { log } = await auditPage(
      auditLog,
      { filter: WHOLE_LOG, limit: 10, mayRead: () => true },
      store.state.fires,
    );
    assert.deepEqual(log.fires.map(({ timings }) => timings), [fire?.timings]);
  });
});
