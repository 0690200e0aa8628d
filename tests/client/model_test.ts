import assert from "node:assert/strict";
import { applyFrame, type Model, modelOf, ringingOf } from "@/lib/client/model.ts";
import { NEWEST_POINTS } from "@/lib/market/accept.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { aFire, anAlarm, aPair, aSnapshot, aStatus, moment } from "./samples.ts";

const watching = (): Model => modelOf(aSnapshot({ pairs: [aPair({ alarms: [anAlarm()] })] }));

const prices = (seq: number, price: number, timestamp = moment(seq * 15)): ServerFrame => ({
  event: "price_update",
  seq,
  data: {
    prices: [{
      ...{ pair: "BTCUSDT", price, timestamp },
      ...{ maxPrice: Math.max(price, 50_000), minPrice: Math.min(price, 50_000) },
    }],
  },
});

/** A numbered frame; what it says is the count of clients. */
const counted = (seq: number, clients: number): ServerFrame => ({
  ...{ event: "status", seq, data: aStatus({ clients }) },
});

const fired = (seq: number, fields: Parameters<typeof aFire>[0] = {}): ServerFrame => {
  const fire = aFire(fields);
  const alarm = anAlarm({ triggered: true });
  return { event: "alarm_triggered", seq, data: { pair: "BTCUSDT", alarm, price: 55_100, fire } };
};

const acknowledged = (seq: number, fireIds: string[]): ServerFrame => ({
  event: "fire_acknowledged",
  seq,
  data: { fireIds, acknowledgedAt: moment(90), by: "::1" },
});

Deno.test("applyFrame() takes over the newest price with its extremes and its point", () => {
  const [pair] = applyFrame(watching(), prices(1, 51_000)).pairs;
  assert.equal(pair?.currentPrice, 51_000);
  assert.equal(pair?.maxPrice, 51_000);
  assert.equal(pair?.minPrice, 50_000);
  assert.equal(pair?.lastUpdate, moment(15));
  assert.deepEqual(pair?.priceHistory.at(-1), { price: 51_000, timestamp: moment(15) });
});

Deno.test("applyFrame() tells older from newer by the moment, however a time is written", () => {
  const priceHistory = [{ price: 50_000, timestamp: "2026-01-15T12:00:15Z" }];
  const watched = modelOf(aSnapshot({ pairs: [aPair({ priceHistory })] }));
  const [same] = applyFrame(watched, prices(1, 51_000)).pairs;
  assert.deepEqual(same?.priceHistory, priceHistory);
  const later = prices(1, 51_000, "2026-01-15T12:00:15.400Z");
  const [pair] = applyFrame(watched, later).pairs;
  assert.equal(pair?.priceHistory.length, 2);
});

Deno.test("applyFrame() takes the first price of a pair as the one its change is counted from", () => {
  const blank = aPair({ firstPrice: null, currentPrice: null, priceHistory: [] });
  const [pair] = applyFrame(modelOf(aSnapshot({ pairs: [blank] })), prices(1, 7)).pairs;
  assert.equal(pair?.firstPrice, 7);
});

Deno.test("applyFrame() keeps as many points as a snapshot carries", () => {
  let model = watching();
  for (let seq = 1; seq <= 60; seq++) model = applyFrame(model, prices(seq, 50_000 + seq));
  assert.equal(model.pairs[0]?.priceHistory.length, NEWEST_POINTS);
});

Deno.test("applyFrame() changes nothing for a frame it had already", () => {
  const model = applyFrame(watching(), counted(1, 5));
  assert.equal(applyFrame(model, counted(1, 5)), model);
  assert.equal(applyFrame(model, counted(0, 9)), model);
});

Deno.test("applyFrame() asks for what is missing when a number is left out", () => {
  const model = applyFrame(watching(), counted(2, 5));
  assert.equal(model.gap, true);
  assert.equal(model.seq, 0);
  assert.equal(model.status.clients, 1);
});

Deno.test("applyFrame() takes prices whatever their number, and learns from it that it missed a frame", () => {
  const model = applyFrame(watching(), prices(0, 51_000, moment(15)));
  assert.deepEqual([model.seq, model.gap, model.pairs[0]?.currentPrice], [0, false, 51_000]);
  const late = applyFrame(model, prices(1, 52_000));
  assert.deepEqual([late.seq, late.gap, late.pairs[0]?.currentPrice], [0, true, 52_000]);
});

Deno.test("applyFrame() keeps what a price says nothing of, and takes the frame's moment", () => {
  const model = applyFrame(watching(), prices(0, 51_000, moment(15)));
  const data = { at: moment(30), prices: [{ pair: "BTCUSDT", price: 50_500 }] };
  const [pair] = applyFrame(model, { event: "price_update", seq: 0, data }).pairs;
  assert.deepEqual([pair?.currentPrice, pair?.maxPrice], [50_500, 51_000]);
  assert.equal(pair?.lastUpdate, moment(30));
  assert.deepEqual(pair?.priceHistory.at(-1), { price: 50_500, timestamp: moment(30) });
});

Deno.test("applyFrame() draws the line of a pair anew that it did not follow", () => {
  const sparkline = { start: moment(60), step: 30, prices: [1, 2, 3] };
  const data = { at: moment(125), prices: [{ pair: "BTCUSDT", price: 4, sparkline }] };
  const [pair] = applyFrame(watching(), { event: "price_update", seq: 0, data }).pairs;
  assert.deepEqual(pair?.priceHistory, [
    { price: 1, timestamp: moment(60) },
    { price: 2, timestamp: moment(90) },
    { price: 3, timestamp: moment(120) },
    { price: 4, timestamp: moment(125) },
  ]);
  assert.ok(!("sparkline" in (pair ?? {})));
});

Deno.test("applyFrame() learns from a heartbeat when the last check was, though nothing else happened", () => {
  const beat = (lastCheckAt?: string): ServerFrame => ({
    ...{ event: "heartbeat", seq: 0 },
    data: { serverTime: moment(60), ...(lastCheckAt && { lastCheckAt }) },
  });
  const model = applyFrame(watching(), beat(moment(60)));
  assert.deepEqual([model.status.lastCheckAt, model.gap], [moment(60), false]);
  assert.equal(applyFrame(model, beat()), model);
  assert.equal(applyFrame(model, beat(moment(60))), model);
});

Deno.test("applyFrame() learns from a heartbeat that it missed the newest frames", () => {
  const beat: ServerFrame = { event: "heartbeat", seq: 3, data: { serverTime: moment(20) } };
  assert.equal(applyFrame(watching(), beat).gap, true);
});

Deno.test("applyFrame() goes on once the missing frames have come", () => {
  const late = applyFrame(watching(), counted(2, 7));
  const model = [counted(1, 6), counted(2, 7)].reduce(applyFrame, late);
  assert.equal(model.gap, false);
  assert.equal(model.status.clients, 7);
});

Deno.test("applyFrame() takes an answer that is the broadcast too, and ignores one that is not", () => {
  const answer = { ...counted(1, 5), id: 7 };
  const model = applyFrame(watching(), answer);
  assert.equal(model.seq, 1);
  assert.equal(applyFrame(model, { ...counted(1, 9), id: 8 }), model);
});

Deno.test("applyFrame() rings a fire that overtook others at once, and only once", () => {
  const early = applyFrame(watching(), fired(2));
  assert.deepEqual(ringingOf(early).map((fire) => fire.id), ["fire_1_1"]);
  const model = [counted(1, 5), fired(2)].reduce(applyFrame, early);
  assert.deepEqual(ringingOf(model).map((fire) => fire.id), ["fire_1_1"]);
  assert.deepEqual(ringingOf(applyFrame(model, acknowledged(3, ["fire_1_1"]))), []);
});

Deno.test("ringingOf() lists the newest fire first", () => {
  const model = [fired(1), fired(2, { id: "fire_1_2" })].reduce(applyFrame, watching());
  assert.deepEqual(ringingOf(model).map((fire) => fire.id), ["fire_1_2", "fire_1_1"]);
});

Deno.test("applyFrame() silences a fire wherever it was acknowledged", () => {
  const model = [fired(1), acknowledged(2, ["fire_1_1"])].reduce(applyFrame, watching());
  assert.deepEqual(ringingOf(model), []);
  assert.equal(model.pairs[0]?.alarms[0]?.triggered, true);
});

Deno.test("applyFrame() adds no alarm to a pair for a rehearsal without one", () => {
  const alarm = anAlarm({ id: "alarm_test" });
  const rehearsal = fired(1, { alarm, test: true });
  const model = applyFrame(modelOf(aSnapshot({ pairs: [aPair()] })), rehearsal);
  assert.deepEqual(model.pairs[0]?.alarms, []);
  assert.equal(ringingOf(model).length, 1);
});

Deno.test("applyFrame() starts afresh with a server that started anew, and keeps its link", () => {
  const model = { ...applyFrame(watching(), counted(1, 5)), gap: true };
  const data = aSnapshot({ epoch: "epoch-2", status: aStatus({ clients: 9 }) });
  const next = applyFrame(model, { event: "snapshot", seq: 0, data });
  assert.deepEqual(next, { ...modelOf(data), link: model.link });
});

Deno.test("applyFrame() ignores a snapshot that is older than what it knows", () => {
  const model = applyFrame(watching(), counted(1, 5));
  assert.equal(applyFrame(model, { event: "snapshot", seq: 0, data: aSnapshot() }), model);
});
