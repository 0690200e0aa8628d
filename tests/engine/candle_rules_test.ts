import assert from "node:assert/strict";
import { type Second, steady, Told } from "./answered_seconds.ts";

interface Row {
  readonly says: string;
  readonly wanted: object;
  readonly seconds: readonly Second[];
  readonly due: readonly (readonly [second: number, price: number])[];
}

const minutes = (timeValue: number, percentage: number, direction = "down") => ({
  ...{ type: "timeframe", timeUnit: "minutes", timeValue, percentage, direction },
});

const WINDOWS: Row[] = [
  {
    says: "the price in force a minute ago, though it held for 13 s only",
    wanted: minutes(1, 1),
    seconds: [...steady(100, 16), ...steady(102, 13), ...steady(100.5, 60)],
    due: [[76, 100.5]],
  },
  {
    says: "the same where no trade came after the move: the window moves on by itself",
    wanted: minutes(1, 1),
    seconds: [...steady(100, 16), ...steady(102, 13), [100.5], ...Array<Second>(60).fill([])],
    due: [[76, 100.5]],
  },
  {
    says: "the last price before the window where it starts in seconds without a trade",
    wanted: minutes(1, 5, "up"),
    seconds: [...steady(100, 5), ...Array<Second>(65).fill([]), ...steady(104, 5), [105], [105]],
    due: [[75, 105]],
  },
  {
    says: "a peak of one second, of two minutes ago to the second",
    wanted: minutes(2, 2),
    seconds: [...steady(100, 33), [103], ...steady(100.5, 130)],
    due: [[153, 100.5]],
  },
  {
    says: "nothing where the move is as old as the window and a second more",
    wanted: minutes(1, 5, "up"),
    seconds: [...steady(100, 70), ...steady(104, 61), ...steady(105.5, 10)],
    due: [],
  },
];

const fell = { type: "percentChange", changeType: "downFromMax", percentage: 5 };
const again = { mode: "repeat", cooldownSeconds: 10 };

const CANDLES: Row[] = [
  {
    says: "a percentage rings anew after a second that trades 100, then 95",
    wanted: { ...fell, ...again },
    seconds: [...steady(100, 3), ...steady(95, 15), [100, 95], ...steady(95, 3)],
    due: [[3, 95], [18, 95]],
  },
  {
    says: "a percentage rings anew at the low of a second that trades 100, 94 and 99",
    wanted: { ...fell, ...again },
    seconds: [...steady(100, 3), ...steady(95, 15), [100, 94, 99], ...steady(99, 3)],
    due: [[3, 95], [18, 94]],
  },
  {
    says: "a rise from the minimum rings anew after a second that trades 100, then 106",
    wanted: { type: "percentChange", changeType: "upFromMin", percentage: 5, ...again },
    seconds: [...steady(100, 3), ...steady(105, 15), [106, 100, 106], ...steady(106, 3)],
    due: [[3, 105], [18, 106]],
  },
  {
    says: "a window rings anew after a second that is back at its start and away again",
    wanted: { ...minutes(1, 5), ...again },
    seconds: [...steady(100, 65), ...steady(94, 15), [100, 94], ...steady(94, 3)],
    due: [[65, 94], [80, 94]],
  },
  {
    says: "a start price rings anew after a second that is back at it and away again",
    wanted: {
      ...{ type: "timeframe", timeUnit: "sinceStart", startPrice: 100, percentage: 5 },
      ...{ direction: "down", mode: "repeat", cooldownSeconds: 10 },
    },
    seconds: [...steady(100, 3), ...steady(95, 15), [90.25, 95, 90.25], ...steady(90.25, 3)],
    due: [[3, 95], [18, 90.25]],
  },
  {
    says: "a target rings anew after a second that leaves it and comes back",
    wanted: { type: "target", targetPrice: 105, direction: "fromBelow", ...again },
    seconds: [...steady(100, 3), ...steady(105, 15), [104, 105], ...steady(105, 3)],
    due: [[3, 105], [18, 105]],
  },
  {
    says: "false within its cooldown arms it, and it rings at the next rise after that only",
    wanted: { ...fell, ...again },
    seconds: [...steady(100, 3), ...steady(95, 5), [100, 95], ...steady(95, 12), [97], [95]],
    due: [[3, 95], [22, 95]],
  },
  {
    says: "nothing rings anew where it was true all along",
    wanted: { ...fell, ...again },
    seconds: [...steady(100, 3), ...steady(95, 15), [93, 95, 94], ...steady(95, 3)],
    due: [[3, 95]],
  },
  {
    says: "nothing rings where a second that began true ends false",
    wanted: { ...fell, ...again },
    seconds: [...steady(100, 3), ...steady(95, 15), [94, 99], ...steady(99, 3)],
    due: [[3, 95]],
  },
];

for (const { says, wanted, seconds, due } of [...WINDOWS, ...CANDLES]) {
  Deno.test(`decidePrices, streamed: ${says}`, () => {
    assert.deepEqual(new Told(100, wanted).stream(seconds).told, due);
  });
  Deno.test(`decideGap, recovered: ${says}`, () => {
    assert.deepEqual(new Told(100, wanted).recover(seconds).told, due);
  });
  Deno.test(`decidePrices and decideGap, by turns: ${says}`, () => {
    const told = new Told(100, wanted);
    for (let from = 0; from < seconds.length; from += 14) {
      told.stream(seconds.slice(from, from + 7)).recover(seconds.slice(from + 7, from + 14));
    }
    assert.deepEqual(told.told, due);
  });
}

for (const { says, wanted, seconds, due } of WINDOWS) {
  Deno.test(`decidePrices, polled every second: ${says}`, () => {
    assert.deepEqual(new Told(100, wanted).poll(seconds).told, due);
  });
}
