import assert from "node:assert/strict";
import fc from "fast-check";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { pause, resume, snooze } from "@/lib/alarms/life_cycle.ts";
import { iso as moment, target } from "../alarms/build.ts";
import { Story } from "../alarms/story.ts";
import { type Second, START, steady, Told } from "./answered_seconds.ts";

const at = (second: number) => START + second * 1000;
const iso = (second: number) => moment(at(second));

/** Each is reached at 89 and not at 100. */
const WANTED = {
  target: { type: "target", targetPrice: 90, direction: "fromAbove" },
  "target from any side": { type: "target", targetPrice: 90, direction: "any" },
  percentChange: { type: "percentChange", percentage: 10, changeType: "downFromMax" },
  timeframe: {
    ...{ type: "timeframe", percentage: 10, direction: "down" },
    ...{ timeUnit: "minutes", timeValue: 1 },
  },
  sinceStart: { type: "timeframe", percentage: 10, direction: "down", timeUnit: "sinceStart" },
};

/** How an alarm is silenced from a second on: by what is asked for, or by what is done then. */
const SILENCES: Record<string, { fields?: (from: number) => object; act?: Act }> = {
  "a pause": { act: (alarm, from) => pause(alarm, { now: at(from) }) },
  "a snooze": { act: (alarm, from) => snooze(alarm, iso(from + 3_600), at(from)) },
  "an expiry": { fields: (from) => ({ expiresAt: iso(from) }) },
};

type Act = (alarm: Alarm, from: number) => Alarm;

/** 100, but for 89 from one second up to another. */
function market(from: number, to: number): Second[] {
  return Array.from({ length: 240 }, (_, second) => [second >= from && second < to ? 89 : 100]);
}

interface Row {
  readonly says: string;
  readonly silentFrom: number;
  /** From the first of these seconds up to the second one it is at 89. */
  readonly low: readonly [number, number];
  /** When it rings, to the second. */
  readonly due: readonly number[];
}

// Minutes 60 to 119 and so on are told as one candle each.
const ROWS: Row[] = [
  { says: "the move was in a candle before", silentFrom: 130, low: [90, 91], due: [119] },
  { says: "the move was in a candle after", silentFrom: 130, low: [190, 191], due: [] },
  { says: "the move was before it in its candle", silentFrom: 100, low: [70, 71], due: [99] },
  { says: "the move was after it in its candle", silentFrom: 100, low: [110, 111], due: [99] },
  { says: "the move lasts, and came in its candle", silentFrom: 100, low: [70, 240], due: [99] },
  { says: "its candle begins with it", silentFrom: 60, low: [70, 71], due: [] },
  { says: "it begins with the candle after", silentFrom: 120, low: [119, 120], due: [119] },
];

for (const [kind, wanted] of Object.entries(WANTED)) {
  for (const [silence, { fields, act }] of Object.entries(SILENCES)) {
    for (const { says, silentFrom, low, due } of ROWS) {
      Deno.test(`decideGap: ${silence} in a minute's candle, ${kind}: ${says}`, () => {
        const seconds = market(...low);
        const told = new Told(100, { ...wanted, ...fields?.(silentFrom) });
        told.stream(seconds.slice(0, 60));
        if (act !== undefined) told.change((alarm) => act(alarm, silentFrom));
        told.recover(seconds.slice(60), 60);
        assert.deepEqual(told.told.map(([second]) => second), due);
        const isUnknown = due.includes(silentFrom - 1) && silentFrom % 60 !== 0;
        for (const { message } of told.fires) {
          assert.equal(message.includes("which came first is not told"), isUnknown, message);
        }
      });
    }
  }

  Deno.test(`decidePrices: a pause in a second counts from its end on, ${kind}`, () => {
    const told = new Told(100, wanted).stream(steady(100, 60));
    told.change((alarm) => pause(alarm, { now: at(70.5) }));
    told.stream([...steady(100, 10), [89], ...steady(100, 10)]);
    assert.deepEqual(told.told, []);
  });
}

interface EndRow {
  readonly says: string;
  readonly low: readonly [number, number];
  /** The price that was shown when the pause ended, where alarms were behind. */
  readonly shown?: number;
  readonly due: readonly number[];
  /** The same for a target from any side, to which coming back is a move as well. */
  readonly dueFromAnySide?: readonly number[];
}

// Paused from 30 to 100, and told the minute from 60 on as one candle.
const ENDS: EndRow[] = [
  { says: "the move was in it", low: [70, 71], due: [119] },
  { says: "the move was after it", low: [110, 111], due: [119] },
  {
    says: "the move was after it, and the price is known",
    low: [110, 111],
    shown: 100,
    due: [119],
  },
  { says: "the move was in it and lasts", low: [70, 240], shown: 89, due: [] },
  {
    says: "the move was in it and lasts to its end",
    ...{ low: [70, 101], shown: 89, due: [], dueFromAnySide: [119] },
  },
  { says: "the move was after it and lasts", low: [110, 240], shown: 100, due: [119] },
];

for (const [kind, wanted] of Object.entries(WANTED)) {
  for (const { says, low, shown, due, dueFromAnySide = due } of ENDS) {
    Deno.test(`decideGap: a pause that ends in a minute's candle, ${kind}: ${says}`, () => {
      const seconds = market(...low);
      const told = new Told(100, wanted).stream(seconds.slice(0, 60));
      told.change((alarm) => pause(alarm, { now: at(30) }));
      const present = told.present(100);
      const behind = shown !== undefined && {
        ...{ isBehind: true, pricedAt: at(99), pair: { ...present.pair, currentPrice: shown } },
      };
      told.change((alarm) => resume(alarm, { ...present, ...behind }));
      told.recover(seconds.slice(60), 60);
      const own = told.told.map(([second]) => second).filter((second) => second < 120);
      assert.deepEqual(own, kind === "target from any side" ? dueFromAnySide : due);
    });
  }
}

// Snoozed from a second up to 100, and told the minute from 60 on as one candle.
const WAKES: { says: string; from: number; low: readonly [number, number] }[] = [
  { says: "the move was in it", from: 30, low: [70, 71] },
  { says: "the move was after it", from: 30, low: [110, 111] },
  { says: "the move was before it in its candle", from: 90, low: [70, 71] },
];

for (const [kind, wanted] of Object.entries(WANTED)) {
  for (const { says, from, low } of WAKES) {
    Deno.test(`decideGap: a snooze that ends by itself in a minute's candle, ${kind}: ${says}`, () => {
      const seconds = market(...low);
      const told = new Told(100, wanted).stream(seconds.slice(0, 60));
      told.change((alarm) => snooze(alarm, iso(100), at(from)));
      told.recover(seconds.slice(60), 60);
      const own = told.fires.filter(({ timestamp }) => Date.parse(timestamp) < at(120));
      assert.deepEqual(own.map(({ timestamp }) => timestamp.slice(17, 19)), ["59"]);
      assert.match(own[0]?.message ?? "", /which came first is not told/);
    });
  }
}

/** What rings of a market that is at 89 once and paused once; told by the second, or by the minute after the first one. */
function ringing(
  wanted: object,
  { low, silent: [from, to] }: {
    low: readonly [number, number];
    silent: readonly [number, number];
  },
  isByMinute: boolean,
): number {
  const seconds = market(...low);
  const told = new Told(100, { ...wanted, mode: "once" });
  if (isByMinute) told.stream(seconds.slice(0, 60));
  else told.stream(seconds.slice(0, from));
  told.change((alarm) => pause(alarm, { now: at(from) }));
  if (!isByMinute) told.stream(seconds.slice(from, to));
  told.change((alarm) => resume(alarm, told.present(to)));
  if (isByMinute) told.recover(seconds.slice(60), 60);
  else told.stream(seconds.slice(to));
  return told.told.length;
}

for (const [kind, wanted] of Object.entries(WANTED)) {
  Deno.test(`decideGap: minutes lose nothing that seconds tell, and ring for more only where a pause begins or ends, ${kind}`, () => {
    const span = fc.tuple(fc.integer({ min: 60, max: 238 }), fc.integer({ min: 1, max: 70 }))
      .map(([from, lasts]) => [from, Math.min(239, from + lasts)] as const);
    fc.assert(
      fc.property(span, span, (low, silent) => {
        const bySecond = ringing(wanted, { low, silent }, false);
        const byMinute = ringing(wanted, { low, silent }, true);
        assert.ok(byMinute >= bySecond, `${bySecond} by the second, ${byMinute} by the minute`);
        // In the second after it the price is back, which rings from any side.
        const minutes = [0, 60, 120, 180].filter((minute) =>
          low[0] < minute + 60 && low[1] >= minute
        );
        const isCut = minutes.some((minute) =>
          silent.some((second) => second > minute && second < minute + 60)
        );
        if (!isCut) assert.equal(byMinute, bySecond);
      }),
      { numRuns: 40 },
    );
  });
}

Deno.test("decideGap: what came back in the candle in which a pause ended rings from any side", () => {
  const wanted = WANTED["target from any side"];
  assert.equal(ringing(wanted, { low: [120, 121], silent: [60, 121] }, false), 1);
  assert.equal(ringing(wanted, { low: [120, 121], silent: [60, 121] }, true), 1);
});

Deno.test("decideGap: between two pauses in a minute's candle there may have been a move", () => {
  const seconds = market(90, 91);
  const told = new Told(100, WANTED.target).stream(seconds.slice(0, 60));
  told.change((alarm) => pause(alarm, { now: at(30) }));
  told.change((alarm) => resume(alarm, told.present(80)));
  told.change((alarm) => pause(alarm, { now: at(100) }));
  told.recover(seconds.slice(60), 60);
  assert.deepEqual(told.told, [[99, 89]]);
});

Deno.test("evaluate() keeps a lasting move silent where a price of the silence shows that it came after", () => {
  const wanted = target({ targetPrice: 90, direction: "fromAbove" });
  const story = new Story(pause(wanted, { now: at(20) }), 100);
  const [since, end] = [at(0), at(60) - 1];
  assert.equal(story.observe({ price: 100, at: at(30) }).reason, "paused");
  const candle = { since, first: 100, open: 100, high: 100, low: 89, at: end };
  assert.equal(story.observe({ ...candle, price: 89 }).reason, "paused");
  assert.deepEqual(story.fires, []);
});
