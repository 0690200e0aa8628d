import assert from "node:assert/strict";
import fc from "fast-check";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { alreadyTrue } from "@/lib/alarms/kinds/kinds.ts";
import { ALARM_TEMPLATES } from "@/lib/client/alarms/templates.ts";
import { formatAlarmLine } from "@/lib/client/line/format_line.ts";

const BTC = { currentPrice: 50_000, maxPrice: 52_000, minPrice: 48_000.5 };

const LINES: Readonly<Record<string, readonly string[]>> = {
  breakout: ["btc > 52000 note: breakout up", "btc < 48001 note: breakout down"],
  stopLoss: [
    "btc < 47500 note: stop-loss",
    "btc -8% from max note: trailing stop",
    "btc > 55000 note: take profit",
  ],
  volatility: [
    "btc 2% in 15m repeat cooldown 900s",
    "btc 4% in 1h repeat cooldown 3600s",
    "btc 10% in 1d repeat cooldown 86400s",
  ],
  swing: [
    "btc -10% from max repeat cooldown 3600s note: dip",
    "btc +10% from min repeat cooldown 3600s note: rally",
  ],
};

for (const { key, title, alarmsFor } of ALARM_TEMPLATES) {
  Deno.test(`The template ${title} sets its alarms from the pair's price, maximum and minimum`, () => {
    assert.deepEqual(alarmsFor(BTC).map((alarm) => formatAlarmLine(alarm, "btc")), LINES[key]);
  });
}

Deno.test("The template Breakout stays off a price that is at its maximum or minimum", () => {
  const breakout = ALARM_TEMPLATES.find(({ key }) => key === "breakout");
  const lines = breakout?.alarmsFor({ currentPrice: 100, maxPrice: 100, minPrice: 100 });
  assert.deepEqual(lines?.map((alarm) => formatAlarmLine(alarm, "x")), [
    "x > 100.5 note: breakout up",
    "x < 99.5 note: breakout down",
  ]);
});

Deno.test("Every template's alarms are valid, and no target is past already", () => {
  const prices = fc.tuple(
    fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    fc.double({ min: 1, max: 3, noNaN: true }),
    fc.double({ min: 0.1, max: 1, noNaN: true }),
  ).map(([currentPrice, up, down]) => ({
    ...{ currentPrice, maxPrice: currentPrice * up, minPrice: currentPrice * down },
  }));
  const history = { oldestAt: null, firstAtOrAfter: () => null, priceAt: () => null };
  const property = fc.property(prices, (known) => {
    for (const alarm of ALARM_TEMPLATES.flatMap(({ alarmsFor }) => alarmsFor(known))) {
      assert.ok(NewAlarm.safeParse(alarm).success, JSON.stringify(alarm));
      if (alarm.type !== "target") continue;
      assert.ok(!alreadyTrue(alarm, { ...known, history, now: 0 }), JSON.stringify(alarm));
    }
  });
  fc.assert(property);
});
