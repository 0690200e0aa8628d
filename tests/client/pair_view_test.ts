import assert from "node:assert/strict";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { lookOf, warmUpMs, windowStart } from "@/lib/client/alarms/alarm_look.ts";
import { framesOf } from "@/lib/program/announcer.ts";
import { applyFrame, modelOf } from "@/lib/client/model.ts";
import { gaplessSince } from "@/lib/client/alarms/alarm_look.ts";
import type { Resolution, Watched } from "@/lib/market/candle.ts";
import { pairPast, pairView } from "@/lib/protocol/pair_view.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { NEWEST_POINTS } from "@/lib/market/accept.ts";
import { withoutSecrets } from "@/lib/protocol/views.ts";
import { EMPTY_STATE, type Pair } from "@/lib/alarms/pair.ts";
import { withApp } from "../program/app_under_test.ts";
import { anAlarm, aPair, aSnapshot, moment, START } from "./samples.ts";

const HOUR = 3_600_000;
const DAYS = { type: "timeframe", percentage: 20, direction: "up", timeUnit: "days", timeValue: 3 };
const THREE_DAYS = anAlarm({ id: "days", ...DAYS });
const NOW = START + 80 * HOUR;

/** A price every hour, 100 plus the hour. */
function history(hours: number): PriceHistory {
  const prices = new PriceHistory();
  for (let hour = 0; hour <= hours; hour++) prices.append(START + hour * HOUR, 100 + hour);
  return prices;
}

const PAIR = aPair({ alarms: [THREE_DAYS, anAlarm({ id: "target" })] });

Deno.test("pairPast() tells the first price of a window of days, for alarms with a window only", () => {
  const since = anAlarm({ id: "since", ...DAYS, timeUnit: "sinceStart", timeValue: null });
  const pair = { ...PAIR, alarms: [...PAIR.alarms, since] };
  const { historyStart, references } = pairPast(pair, history(80), NOW);
  assert.equal(historyStart, moment(0));
  assert.deepEqual(references, { days: 108 });
});

Deno.test("pairPast() has no reference while the window warms up, and no start without a price", () => {
  assert.deepEqual(pairPast(PAIR, history(10), START + 10 * HOUR).references, {});
  const nothing = {
    ...{ historyStart: null, references: {}, hourAgo: null, dayAgo: null, gaplessSince: null },
  };
  assert.deepEqual(pairPast(PAIR, undefined, NOW), nothing);
  assert.equal(pairPast(PAIR, new PriceHistory(), NOW).historyStart, null);
});

const AGO: readonly [hours: number, hourAgo: number | null, dayAgo: number | null][] = [
  [80, 179, 156],
  [24, 123, 100],
  [23, 122, null],
  [1, 100, null],
  [0, null, null],
];

for (const [hours, hourAgo, dayAgo] of AGO) {
  Deno.test(`pairPast() tells the prices of an hour and a day ago from ${hours} h of history`, () => {
    const past = pairPast(PAIR, history(hours), START + hours * HOUR);
    assert.deepEqual([past.hourAgo, past.dayAgo], [hourAgo, dayAgo]);
  });
}

Deno.test("A page knows the window of three days after a restart, whatever its points reach back to", () => {
  const view = pairView({ ...PAIR, addedAt: moment(-9) }, history(80), NOW);
  assert.equal(windowStart(THREE_DAYS, view, NOW), 108);
  // The samples' price is far above that one: it waits until the condition is false.
  assert.equal(lookOf(THREE_DAYS, view, NOW), "waitingToReset");
  assert.equal(lookOf(anAlarm({ ...DAYS, direction: "down" }), view, NOW), "armed");
});

Deno.test("warmUpMs() counts from the oldest price, not from when the pair was added", () => {
  const late = { ...PAIR, historyStart: moment(70 * 3600) };
  assert.equal(warmUpMs(THREE_DAYS, late, NOW), 62 * HOUR);
  assert.equal(warmUpMs(THREE_DAYS, { ...PAIR, historyStart: null }, NOW), 72 * HOUR);
});

Deno.test("framesOf() tells the past with new prices and new pairs", () => {
  const observation = { price: 50_000, at: START };
  const state = { ...EMPTY_STATE, pairs: new Map([["BTCUSDT", PAIR]]) };
  const past = { historyStart: moment(0), references: { days: 7 }, hourAgo: 6, dayAgo: 5 };
  const tell = {
    ...{ past: () => past, view: (pair: Pair) => ({ ...pair, ...past }) },
    channel: withoutSecrets,
  };
  const [frame] = framesOf(
    [{ type: "priceObserved", symbol: "BTCUSDT", observation }],
    state,
    tell,
  );
  assert.ok(frame?.event === "price_update");
  assert.deepEqual(frame.data.prices[0]?.references, { days: 7 });
  assert.deepEqual([frame.data.prices[0].hourAgo, frame.data.prices[0].dayAgo], [6, 5]);
  const [added] = framesOf([{ type: "pairAdded", pair: PAIR }], state, tell);
  assert.ok(added?.event === "pair_added");
  assert.equal(added.data.pair.historyStart, moment(0));
});

const MINUTE = 60_000;
const OLDEST = START + 80 * HOUR;

/** A pair with so many newest points, 15 seconds apart, after a loaded past of minutes. */
function lately(points: number): { pair: Pair; past: PriceHistory } {
  const past = new PriceHistory();
  for (let minute = 120; minute > 0; minute--) past.append(OLDEST - minute * MINUTE, minute);
  const priceHistory = Array.from({ length: points }, (_, place) => {
    const at = OLDEST + place * 15_000;
    past.append(at, 1_000 + place);
    return { price: 1_000 + place, timestamp: new Date(at).toISOString() };
  });
  return { pair: { ...PAIR, priceHistory }, past };
}

for (const points of [1, 30, NEWEST_POINTS]) {
  Deno.test(`pairView() puts the loaded past before ${points} newest points, minute by minute`, () => {
    const { pair, past } = lately(points);
    const { priceHistory } = pairView(pair, past, NOW);
    assert.equal(priceHistory.length, NEWEST_POINTS);
    assert.deepEqual(priceHistory.slice(-points), pair.priceHistory);
    const missing = NEWEST_POINTS - points;
    const minutes = Array.from({ length: missing }, (_, place) => missing - place);
    assert.deepEqual(priceHistory.slice(0, missing).map(({ price }) => price), minutes);
  });
}

Deno.test("pairView() shows what there is of a past that begins lately, and none of a pair without a price", () => {
  const past = new PriceHistory();
  for (const minute of [3, 2]) past.append(OLDEST - minute * MINUTE, minute);
  const { pair } = lately(1);
  assert.deepEqual(
    pairView(pair, past, NOW).priceHistory.map(({ price }) => price),
    [3, 2, 1_000],
  );
  assert.deepEqual(pairView({ ...pair, priceHistory: [] }, past, NOW).priceHistory, []);
});

const watching = () => modelOf(aSnapshot({ pairs: [{ ...PAIR, references: { days: 7 } }] }));

Deno.test("applyFrame() takes over the references that come with a price", () => {
  const change = {
    ...{ pair: "BTCUSDT", price: 1, timestamp: moment(15), maxPrice: 1, minPrice: 1 },
    ...{ historyStart: moment(5), references: { days: 8 }, hourAgo: 6, dayAgo: null },
  };
  const frame: ServerFrame = { event: "price_update", seq: 1, data: { prices: [change] } };
  const [pair] = applyFrame(watching(), frame).pairs;
  assert.deepEqual([pair?.historyStart, pair?.references], [moment(5), { days: 8 }]);
  assert.deepEqual([pair?.hourAgo, pair?.dayAgo], [6, null]);
});

Deno.test("applyFrame() forgets the first price of a window whose length was changed", () => {
  const updated = (fields: Record<string, unknown>): ServerFrame => {
    const alarm = anAlarm({ id: "days", ...DAYS, ...fields });
    return { event: "alarm_updated", seq: 1, data: { pair: "BTCUSDT", alarm } };
  };
  assert.deepEqual(applyFrame(watching(), updated({ note: "x" })).pairs[0]?.references, {
    days: 7,
  });
  assert.deepEqual(applyFrame(watching(), updated({ timeValue: 1 })).pairs[0]?.references, {});
});

Deno.test("applyFrame() asks for everything when a heartbeat comes from another start of the server", () => {
  const beat = (epoch: string): ServerFrame => ({
    ...{ event: "heartbeat", seq: 0, data: { serverTime: moment(1), epoch } },
  });
  assert.equal(applyFrame(watching(), beat("epoch-1")).gap, false);
  assert.equal(applyFrame(watching(), beat("epoch-2")).gap, true);
});

Deno.test("The wire view is the same over REST and in the snapshot, and not in the store", async () => {
  await withApp(async ({ json, program }) => {
    const { body } = await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    assert.deepEqual([body.pair.historyStart, body.pair.references], [body.pair.lastUpdate, {}]);
    const [pair] = program.snapshot().pairs;
    assert.deepEqual(
      (await json("/api/pairs/BTCUSDT")).body.pair,
      JSON.parse(JSON.stringify(pair)),
    );
    assert.deepEqual((await json("/api/pairs")).body.pairs[0].references, {});
    assert.ok(!("references" in (program.store.state.pairs.get("BTCUSDT") ?? {})));
  });
});

const stretch = (from: number, to: number, grain: Resolution) => (
  { from: moment(from), to: moment(to), grain }
);

const GAPLESS: readonly (readonly [
  says: string,
  coverage: readonly Watched[] | undefined,
  since: string | null,
])[] = [
  ["nothing where nothing is known", undefined, null],
  ["nothing where it is watched since it was added", [stretch(5, 900, "tick")], null],
  ["the start of what is known where that is later", [stretch(90, 900, "tick")], moment(90)],
  ["the end of the last gap", [
    ...[stretch(5, 90, "tick"), stretch(90, 95, "nothing"), stretch(95, 200, "minute")],
    ...[stretch(200, 260, "nothing"), stretch(260, 900, "tick")],
  ], moment(260)],
];

for (const [says, coverage, since] of GAPLESS) {
  Deno.test(`pairPast() tells as the start without a gap ${says}`, () => {
    assert.equal(pairPast({ ...PAIR, coverage }, undefined, NOW).gaplessSince, since);
  });
}

Deno.test("gaplessSince() is never before the alarm counts", () => {
  const alarm = anAlarm({ watchedFrom: moment(300) });
  assert.equal(gaplessSince(alarm, { addedAt: moment(0) }), moment(300));
  assert.equal(gaplessSince(alarm, { addedAt: moment(0), gaplessSince: moment(260) }), moment(300));
  assert.equal(gaplessSince(alarm, { addedAt: moment(0), gaplessSince: moment(400) }), moment(400));
});
