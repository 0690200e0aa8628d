import assert from "node:assert/strict";
import fc from "fast-check";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { alreadyTrue } from "@/lib/alarms/kinds/kinds.ts";
import { ALARM_TEMPLATES } from "@/lib/client/alarms/templates.ts";
import { readAlarmLine } from "@/lib/client/line/read_line.ts";

const BTC = { currentPrice: 50_000, maxPrice: 52_000, minPrice: 48_000.5 };

const LINES: Readonly<Record<string, readonly string[]>> = {
  breakout: ["> 52000 note: breakout up", "< 48001 note: breakout down"],
  stopLoss: [
    "< 47500 note: stop-loss",
    "-8% from high note: trailing stop",
    "> 55000 note: take profit",
  ],
  volatility: [
    "2% in 15m repeat cooldown 900s",
    "4% in 1h repeat cooldown 3600s",
    "10% in 1d repeat cooldown 86400s",
  ],
  swing: [
    "-10% from high repeat cooldown 3600s note: dip",
    "+10% from low repeat cooldown 3600s note: rally",
  ],
};

for (const { key, title, linesFor } of ALARM_TEMPLATES) {
  Deno.test(`The template ${title} sets its alarms from the pair's price, maximum and minimum`, () => {
    assert.deepEqual(linesFor(BTC), LINES[key]);
  });
}

Deno.test("The template Breakout stays off a price that is at its maximum or minimum", () => {
  const breakout = ALARM_TEMPLATES.find(({ key }) => key === "breakout");
  assert.deepEqual(breakout?.linesFor({ currentPrice: 100, maxPrice: 100, minPrice: 100 }), [
    "> 100.5 note: breakout up",
    "< 99.5 note: breakout down",
  ]);
});

Deno.test("Every template's lines read as valid alarms, and no target is past already", () => {
  const prices = fc.tuple(
    fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    fc.double({ min: 1, max: 3, noNaN: true }),
    fc.double({ min: 0.1, max: 1, noNaN: true }),
  ).map(([currentPrice, up, down]) => ({
    ...{ currentPrice, maxPrice: currentPrice * up, minPrice: currentPrice * down },
  }));
  const history = { oldestAt: null, firstAtOrAfter: () => null, priceAt: () => null };
  const property = fc.property(prices, (known) => {
    const watched = [{ symbol: "BTCUSDT", base: "BTC", quote: "USDT", ...known }];
    for (const line of ALARM_TEMPLATES.flatMap(({ linesFor }) => linesFor(known))) {
      const read = readAlarmLine(`btc/usdt ${line}`, { watched, now: 0, zone: "UTC" });
      assert.ok(read.kind === "alarm", `${line}: ${JSON.stringify(read)}`);
      assert.ok(NewAlarm.safeParse(read.alarm).success, line);
      if (read.alarm.type !== "target") continue;
      assert.ok(!alreadyTrue(read.alarm, { ...known, history, now: 0 }), line);
    }
  });
  fc.assert(property);
});
