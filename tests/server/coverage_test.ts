import assert from "node:assert/strict";
import { withStretch } from "@/lib/market/candle.ts";
import { coverageAnswer } from "@/lib/server/past.ts";
import { pricedPair } from "../engine/pairs.ts";
import { withApp } from "../program/app_under_test.ts";

const NOON = Date.parse("2026-01-15T12:00:00Z");
const SECOND = 1_000;

Deno.test("coverageAnswer() tells the stretches of a span since the pair was added, and up to when they are known", () => {
  const pair = pricedPair("BTCUSDT", { price: 100, at: NOON });
  let coverage = withStretch([], { from: NOON, to: NOON + 60 * SECOND }, "tick");
  coverage = withStretch(coverage, { from: NOON + 60_000, to: NOON + 90_000 }, "nothing");
  const answer = coverageAnswer({ ...pair, coverage: [...coverage] }, {
    from: NOON - 3_600_000,
    to: NOON + 80 * SECOND,
  });
  assert.deepEqual(answer, {
    pair: "BTCUSDT",
    source: "demo",
    from: "2026-01-15T12:00:00.000Z",
    to: "2026-01-15T12:01:20.000Z",
    judgedTo: "2026-01-15T12:00:00Z",
    intervals: [
      { from: "2026-01-15T12:00:00.000Z", to: "2026-01-15T12:01:00.000Z", grain: "tick" },
      { from: "2026-01-15T12:01:00.000Z", to: "2026-01-15T12:01:20.000Z", grain: "nothing" },
    ],
    unwatchedSeconds: 20,
  });
});

Deno.test("/api tells the coverage of a pair and of an alarm, and refuses a span that ends before it begins", async () => {
  await withApp(async ({ json, program }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const wanted = { type: "target", targetPrice: 1e6, direction: "fromBelow" };
    const { alarm } = (await json("/api/pairs/BTCUSDT/alarms", "POST", wanted)).body;
    await program.store.change((state) => {
      const at = Date.parse(state.pairs.get("BTCUSDT")?.lastUpdate ?? "") + 5 * SECOND;
      const observation = { price: 67_000, at };
      const watched = { from: at - 2 * SECOND, grain: "tick" as const };
      return {
        events: [{ type: "priceObserved", symbol: "BTCUSDT", observation, watched }],
        result: null,
      };
    });
    const to = new Date(Date.now() + 60_000).toISOString();
    const ofPair = (await json(`/api/pairs/BTCUSDT/coverage?to=${to}`)).body;
    assert.deepEqual(
      ofPair.intervals.map(({ grain }: { grain: string }) => grain),
      ["nothing", "tick"],
    );
    const ofAlarm = (await json(`/api/alarms/${alarm.id}/coverage?to=${to}`)).body;
    assert.equal(ofAlarm.alarmId, alarm.id);
    assert.ok(ofAlarm.from >= alarm.watchedFrom);
    const wrong = await json(
      "/api/pairs/BTCUSDT/coverage?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
    );
    assert.deepEqual([wrong.status, wrong.body.field], [422, "from"]);
    const shown = (await json("/api/pairs/BTCUSDT")).body.pair;
    assert.equal(shown.coverage, undefined);
  });
});

Deno.test("/api/alarms/:id/why names the stretches that nobody watched since the alarm was set", async () => {
  await withApp(async ({ json, program }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const wanted = { type: "target", targetPrice: 1e6, direction: "fromBelow" };
    const { alarm } = (await json("/api/pairs/BTCUSDT/alarms", "POST", wanted)).body;
    const set = Date.parse(alarm.watchedFrom);
    const seen = (at: number, from: number) => ({
      type: "priceObserved" as const,
      symbol: "BTCUSDT",
      observation: { price: 67_000, at },
      watched: { from, grain: "tick" as const },
    });
    await program.store.change(() => ({
      events: [seen(set + 10, set), seen(set + 20, set + 15)],
      result: null,
    }));
    // What lies ahead of the clock is not told yet.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const why = (await json(`/api/alarms/${alarm.id}/why`)).body;
    assert.deepEqual(why.unwatched, [{
      from: new Date(set + 10).toISOString(),
      to: new Date(set + 15).toISOString(),
    }]);
  });
});
