import assert from "node:assert/strict";
import { ID, iso, percent, sinceStart, START, target, timeframe } from "./build.ts";
import { Story } from "./story.ts";

Deno.test("a fire tells who, when, at which price and why", () => {
  const story = new Story(target({ note: "<b>sell</b>" }), 54000);
  const before = story.alarm;
  const now = START + 31_000;
  story.see(55012.5, { now });
  assert.deepEqual(story.lastFire, {
    id: `fire_${ID.slice("alarm_".length)}_1_mkfa3y9c`,
    alarmId: ID,
    pair: "BTCUSDT",
    alarm: before,
    price: 55012.5,
    previousPrice: 54000,
    direction: "up",
    reference: 55000,
    timestamp: iso(START + 30_000),
    detectedAt: iso(now),
    late: false,
    message: "BTCUSDT rose to 55,012.5, reaching your target of 55,000 from below",
    acknowledgedAt: null,
    test: false,
    timings: { sourceAt: iso(START + 30_000), decidedAt: iso(now) },
  });
});

Deno.test("a fire's message says what happened to every type of alarm", () => {
  const told = (story: Story, ...prices: number[]) => {
    for (const price of prices) story.see(price);
    return story.lastFire.message;
  };
  assert.equal(
    told(new Story(target({ direction: "fromAbove", targetPrice: 0.0000001 }), 2e-7), 9.9e-8),
    "BTCUSDT fell to 0.000000099, reaching your target of 0.0000001 from above",
  );
  assert.equal(
    told(new Story(percent(), 0.0612), 0.05801),
    "BTCUSDT is 5.21 % below its maximum of 0.0612 (asked: 5 %)",
  );
  assert.equal(
    told(new Story(percent({ changeType: "upFromMin", percentage: 2.5 }), 2000), 2050),
    "BTCUSDT is 2.5 % above its minimum of 2,000 (asked: 2.5 %)",
  );
  assert.equal(
    told(new Story(timeframe({ timeValue: 0.5, timeUnit: "minutes" }), 100, 100, 100), 94.9),
    "BTCUSDT moved \u22125.1 % in 0.5 minutes",
  );
  assert.equal(
    told(new Story(sinceStart(), 100), 107),
    "BTCUSDT moved +7 % since its start at 100",
  );
});
