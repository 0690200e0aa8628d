import assert from "node:assert/strict";
import { FakeClock } from "../engine/fake_clock.ts";
import { type AppUnderTest, withApp } from "../program/app_under_test.ts";

const MINUTE = 60_000;
const DAYS = 3;

interface Scene extends AppUnderTest {
  /** Price when the pair was added. */
  readonly start: number;
  readonly clock: FakeClock;
  /** The minute, counted from when the pair was added. */
  readonly minute: (nth: number) => string;
}

/** A spike of a tenth at each noon. */
const spikeAtNoon = (nth: number) => nth % 1440 === 720 ? 1.1 : 1;

/** BTCUSDT with three days of the past, told as a multiple of its first price for each minute. */
async function withPast(
  test: (scene: Scene) => Promise<void>,
  priceAt: (minute: number) => number = spikeAtNoon,
): Promise<void> {
  const clock = new FakeClock("2026-01-15T00:00:00Z");
  await withApp(
    async (app) => {
      const began = clock.now();
      const added = await app.json("/api/pairs", "POST", { pair: "BTCUSDT" });
      const start: number = added.body.pair.currentPrice;
      const history = app.program.store.histories.get("BTCUSDT");
      const minute = (nth: number) => new Date(began + nth * MINUTE).toISOString();
      for (let nth = 1; nth <= DAYS * 1440; nth++) {
        history?.append(began + nth * MINUTE, start * priceAt(nth));
      }
      clock.suspend(DAYS * 1440 * MINUTE);
      await test({ ...app, start, clock, minute });
    },
    {},
    { clock },
  );
}

Deno.test("/api/pairs/:symbol/replay counts what an alarm would have done, and sets nothing", async () => {
  await withPast(async ({ json, start, minute }) => {
    const target = { type: "target", targetPrice: start * 1.05, direction: "fromBelow" };
    const { status, body } = await json("/api/pairs/btc-usdt/replay", "POST", target);
    assert.equal(status, 200);
    assert.equal(body.pair, "BTCUSDT");
    assert.equal(body.from.slice(0, 16), minute(1).slice(0, 16));
    assert.equal(body.to.slice(0, 16), minute(DAYS * 1440).slice(0, 16));
    assert.equal(body.count, DAYS);
    assert.deepEqual(
      body.moments.map(({ timestamp, ...fire }: { timestamp: string }) => ({
        timestamp: timestamp.slice(0, 16),
        ...fire,
      })),
      [720, 2160, 3600].map((nth) => ({
        ...{ timestamp: minute(nth).slice(0, 16), price: start * 1.1, direction: "up" },
      })),
    );
    assert.deepEqual((await json("/api/alarms")).body.alarms, []);
  });
});

Deno.test("/api/pairs/:symbol/replay tells since when a window was full, and when none was", async () => {
  await withPast(async ({ json, minute }) => {
    const ask = async (timeValue: number) => {
      const window = { type: "timeframe", percentage: 1, direction: "any", timeUnit: "days" };
      return (await json("/api/pairs/BTCUSDT/replay", "POST", { ...window, timeValue })).body;
    };
    const long = await ask(20);
    assert.deepEqual([long.from, long.to, long.count], [null, null, 0]);
    const day = await ask(1);
    assert.equal(day.from.slice(0, 16), minute(1440).slice(0, 16));
  });
});

Deno.test("/api/pairs/:symbol/replay counts all and tells the newest 500", async () => {
  const everyOther = (nth: number) => nth % 2 === 0 ? 1 : 1.1;
  await withPast(async ({ json, start, minute }) => {
    const target = { type: "target", targetPrice: start * 1.05, direction: "fromBelow" };
    const { body } = await json("/api/pairs/BTCUSDT/replay", "POST", target);
    assert.equal(body.count, DAYS * 720);
    assert.equal(body.moments.length, 500);
    assert.equal(body.moments.at(-1).timestamp.slice(0, 16), minute(DAYS * 1440 - 1).slice(0, 16));
  }, everyOther);
});

Deno.test("/api/pairs/:symbol/replay refuses what could not be set", async () => {
  await withPast(async ({ json, request }) => {
    const wrong = await request("/api/pairs/BTCUSDT/replay", { method: "POST", body: "{}" });
    assert.equal(wrong.status, 422);
    assert.equal(wrong.headers.get("content-type"), "application/problem+json");
    assert.equal((await wrong.json()).field, "type");
    const half = { type: "target", direction: "any" };
    const refused = await json("/api/pairs/BTCUSDT/replay", "POST", half);
    assert.equal(refused.body.field, "targetPrice");
    const unknown = await json("/api/pairs/ETHBTC/replay", "POST", { ...half, targetPrice: 1 });
    assert.deepEqual([unknown.status, unknown.body.code], [404, "pair_not_found"]);
  });
});

Deno.test("/api/alarms/:id/why tells how near the price came and what stands in the way", async () => {
  await withPast(async ({ json, program, start, clock, minute }) => {
    const target = { type: "target", targetPrice: start * 1.2, direction: "fromBelow" };
    const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", target)).body.alarm;
    const before = (await json(`/api/alarms/${id}/why`)).body;
    assert.deepEqual(
      [before.alarmId, before.pair, before.state, before.lastJudgedAt],
      [id, "BTCUSDT", "armed", null],
    );
    assert.deepEqual([before.nearest, before.noNearest], [null, "noHistory"]);

    const set = DAYS * 1440;
    const history = program.store.histories.get("BTCUSDT");
    for (const [nth, price] of [[1, 1.02], [2, 1.15], [3, 1.01]] as const) {
      history?.append(Date.parse(minute(set + nth)), start * price);
    }
    clock.suspend(5 * MINUTE);
    await json(`/api/alarms/${id}/snooze`, "POST", { minutes: 30 });
    const { body } = await json(`/api/alarms/${id}/why`);
    assert.equal(body.state, "snoozed");
    assert.equal(body.noNearest, null);
    assert.equal(body.nearest.timestamp.slice(0, 16), minute(set + 2).slice(0, 16));
    assert.equal(body.nearest.price, start * 1.15);
    assert.equal(body.nearest.isReached, false);
    assert.ok(Math.abs(body.nearest.percent - 5 / 1.15) < 0.01, String(body.nearest.percent));
    const snoozed = body.obstacles.find((each: { reason: string }) => each.reason === "snoozed");
    assert.equal(snoozed.until, minute(set + 35));
    assert.ok(body.obstacles.some((each: { reason: string }) => each.reason === "stale"));
  });
});

Deno.test("/api/alarms/:id/why tells that an alarm was removed, and knows no other", async () => {
  await withPast(async ({ json, start }) => {
    const target = { type: "target", targetPrice: start * 1.2, direction: "fromBelow" };
    const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", target)).body.alarm;
    await json(`/api/alarms/${id}`, "DELETE");
    const { body } = await json(`/api/alarms/${id}/why`);
    assert.deepEqual([body.state, body.pair, body.nearest], ["removed", "BTCUSDT", null]);
    assert.equal(body.obstacles[0].reason, "removed");
    const none = await json("/api/alarms/alarm_none/why");
    assert.deepEqual([none.status, none.body.code], [404, "alarm_not_found"]);
  });
});
