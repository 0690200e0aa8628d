import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Reason } from "@/lib/alarms/judge.ts";
import { target } from "./build.ts";
import { Story } from "./story.ts";

interface Row {
  readonly says: string;
  readonly alarm: Alarm;
  readonly previous?: number;
  readonly price: number;
  readonly low?: number;
  readonly high?: number;
  readonly reason: Reason;
  readonly direction?: "up" | "down";
  readonly firedAt?: number;
}

const below = target({ targetPrice: 100, direction: "fromBelow" });
const above = target({ targetPrice: 100, direction: "fromAbove" });
const any = target({ targetPrice: 100, direction: "any" });

const ROWS: Row[] = [
  {
    says: "fires when the price reaches the target exactly from below",
    alarm: below,
    previous: 99,
    price: 100,
    reason: "fired",
    direction: "up",
    firedAt: 100,
  },
  {
    says: "fires when the price jumps over the target from below",
    alarm: below,
    previous: 50,
    price: 170,
    reason: "fired",
    direction: "up",
    firedAt: 170,
  },
  {
    says: "does not fire from below while the price stays under the target",
    alarm: below,
    previous: 98,
    price: 99.99,
    reason: "notReached",
  },
  {
    says: "does not fire from below when the price comes from above",
    alarm: below,
    previous: 101,
    price: 99,
    reason: "notReached",
  },
  {
    says: "does not fire from below when the price was on the target and rises",
    alarm: below,
    previous: 100,
    price: 101,
    reason: "stillMet",
  },
  {
    says: "does not fire from below when the price stays above the target",
    alarm: below,
    previous: 101,
    price: 102,
    reason: "stillMet",
  },
  {
    says: "fires from below at the high when only the high reached the target",
    alarm: below,
    previous: 98,
    price: 99,
    high: 100,
    reason: "fired",
    direction: "up",
    firedAt: 100,
  },
  {
    says: "fires from below when the price dipped under the target and came back",
    alarm: below,
    previous: 101,
    price: 102,
    low: 99,
    reason: "fired",
    direction: "up",
    firedAt: 102,
  },
  {
    says: "does not fire from below when the low only touched the target",
    alarm: below,
    previous: 101,
    price: 102,
    low: 100,
    reason: "stillMet",
  },
  {
    says: "fires when the price reaches the target exactly from above",
    alarm: above,
    previous: 101,
    price: 100,
    reason: "fired",
    direction: "down",
    firedAt: 100,
  },
  {
    says: "fires when the price falls through the target from above",
    alarm: above,
    previous: 150,
    price: 80,
    reason: "fired",
    direction: "down",
    firedAt: 80,
  },
  {
    says: "does not fire from above when the price comes from below",
    alarm: above,
    previous: 99,
    price: 101,
    reason: "notReached",
  },
  {
    says: "does not fire from above when the price was on the target and falls",
    alarm: above,
    previous: 100,
    price: 99,
    reason: "stillMet",
  },
  {
    says: "fires from above at the low when only the low reached the target",
    alarm: above,
    previous: 102,
    price: 101,
    low: 99.5,
    reason: "fired",
    direction: "down",
    firedAt: 99.5,
  },
  {
    says: "fires from above when the price peaked over the target and came back",
    alarm: above,
    previous: 98,
    price: 97,
    high: 101,
    reason: "fired",
    direction: "down",
    firedAt: 97,
  },
  {
    says: "fires either way when the price rises through the target",
    alarm: any,
    previous: 99,
    price: 101,
    reason: "fired",
    direction: "up",
    firedAt: 101,
  },
  {
    says: "fires either way when the price falls through the target",
    alarm: any,
    previous: 101,
    price: 99,
    reason: "fired",
    direction: "down",
    firedAt: 99,
  },
  {
    says: "tells the fall first when the price swung under the target and back over it",
    alarm: any,
    previous: 101,
    price: 102,
    low: 98,
    reason: "fired",
    direction: "down",
    firedAt: 98,
  },
  {
    says: "does not fire either way when the price leaves the target",
    alarm: any,
    previous: 100,
    price: 101,
    reason: "notReached",
  },
  {
    says: "does not fire either way while the price stands on the target",
    alarm: any,
    previous: 100,
    price: 100,
    reason: "stillMet",
  },
  {
    says: "does not fire on the first price of all",
    alarm: below,
    price: 101,
    reason: "noPrevious",
  },
  {
    says: "fires although it was never judged before, because the crossing shows in the prices",
    alarm: target({ targetPrice: 100, conditionMet: null }),
    previous: 99,
    price: 100,
    reason: "fired",
    direction: "up",
    firedAt: 100,
  },
  {
    says: "ignores a low above the price and a high that is no price",
    alarm: above,
    previous: 102,
    price: 101,
    low: 101.5,
    high: Infinity,
    reason: "notReached",
  },
  {
    says: "fires at tiny prices",
    alarm: target({ targetPrice: 1.2e-7 }),
    previous: 1.19e-7,
    price: 1.2e-7,
    reason: "fired",
    direction: "up",
    firedAt: 1.2e-7,
  },
];

for (const row of ROWS) {
  Deno.test(`judge() of a target alarm ${row.says}`, () => {
    const story = new Story(row.alarm, ...(row.previous === undefined ? [] : [row.previous]));
    const { price, low, high } = row;
    const reason = story.see(price, {
      ...(low !== undefined && { low }),
      ...(high !== undefined && { high }),
    });
    assert.equal(reason, row.reason);
    assert.equal(story.fires[0]?.direction, row.direction);
    assert.equal(story.fires[0]?.price, row.firedAt);
  });
}
