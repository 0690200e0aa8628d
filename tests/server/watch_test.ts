import assert from "node:assert/strict";
import type { FrameData, PairView } from "@/lib/protocol/frames.ts";
import type { Watch } from "@/lib/server/socket/price_feed.ts";
import { answerMessage } from "@/lib/server/socket/serve_socket.ts";
import { Hub } from "@/lib/server/socket/hub.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { HandTiming } from "../client/hand_timing.ts";
import { anAlarm, aPair, aStatus, moment, START } from "../client/samples.ts";

const SYMBOLS = ["AUSDT", "BUSDT", "CUSDT"] as const;
const FIRED = { fireIds: ["fire_1"], acknowledgedAt: moment(0), by: "::1" };
type Version = 1 | 2;
type Prices = FrameData["price_update"];

/** A hub of three pairs at 100, whose prices a test moves, and clients that hear of it. */
class Stage {
  readonly timing = new HandTiming();
  readonly hub: Hub;
  #seconds = 0;

  constructor() {
    const pairs = SYMBOLS.map((symbol): PairView =>
      aPair({ symbol, ...Object.fromEntries(PRICES.map((name) => [name, 100])) })
    );
    this.hub = new Hub({
      ...{ epoch: "e1", now: () => START, lastCheckAt: () => null, timing: this.timing },
      snapshot: () => ({ serverTime: moment(0), pairs, ringing: [], status: aStatus() }),
    });
  }

  connect(version: Version) {
    const socket = new FakeSocket();
    const client = this.hub.connect(socket, "here", version);
    const ask = (event: string, data: unknown, id?: number) =>
      answerMessage(client, JSON.stringify({ event, data, id }), {
        hub: this.hub,
        checkNow: () => Promise.resolve(),
        runFor: () => Promise.reject(new Error("no command")),
        onError: (error) => assert.fail(String(error)),
      });
    const watch = (data: Watch, id?: number) => ask("watch", data, id);
    /** What it was sent since the last time. */
    const heard = () => socket.sent.splice(0).map((text) => JSON.parse(text));
    heard();
    return { socket, client, ask, watch, heard };
  }

  /** Every named pair has this price a second later; and so long passes. */
  tell(price: number, symbols: readonly string[] = SYMBOLS, ms = 250, more = {}): void {
    const timestamp = moment(++this.#seconds);
    this.hub.broadcast("price_update", {
      prices: symbols.map((pair) => ({
        ...{ pair, price, timestamp, hourAgo: 100, dayAgo: 100, historyStart: moment(0) },
        ...{ maxPrice: Math.max(100, price), minPrice: Math.min(100, price), ...more },
      })),
    });
    this.timing.pass(ms);
  }
}

const PRICES = ["firstPrice", "currentPrice", "maxPrice", "minPrice"] as const;

const pairsIn = (frames: { data: Prices }[]) =>
  frames.map(({ data }) => data.prices.map(({ pair, price }) => `${pair} ${price}`));

/** Lets what is new of each pair's past be told, and forgets it. */
function settle(stage: Stage, { heard }: ReturnType<Stage["connect"]>): void {
  stage.tell(100);
  stage.timing.pass(1_000);
  heard();
}

Deno.test("/ws?v=2 tells of a price what changed, and the moment once", () => {
  const stage = new Stage();
  const page = stage.connect(2);
  settle(stage, page);
  stage.tell(99.5, ["AUSDT", "BUSDT"]);
  stage.tell(99.6, ["AUSDT"]);
  assert.deepEqual(page.heard().map(({ data }) => data), [
    {
      at: moment(2),
      prices: SYMBOLS.slice(0, 2).map((pair) => ({ pair, price: 99.5, minPrice: 99.5 })),
    },
    { at: moment(3), prices: [{ pair: "AUSDT", price: 99.6, minPrice: 99.6 }] },
  ]);
});

Deno.test("/ws?v=2 names the moment of a price that is over a second from the others'", () => {
  const stage = new Stage();
  const page = stage.connect(2);
  settle(stage, page);
  stage.tell(100, ["AUSDT"], 0);
  stage.tell(100, ["BUSDT"], 0);
  stage.tell(100, ["CUSDT"], 250);
  assert.deepEqual(page.heard().map(({ data }) => data), [
    { at: moment(2), prices: [{ pair: "AUSDT", price: 100 }] },
    { at: moment(4), prices: [{ pair: "BUSDT", price: 100 }, { pair: "CUSDT", price: 100 }] },
  ]);
  stage.hub.broadcast("price_update", {
    prices: [{ pair: "AUSDT", price: 7, timestamp: moment(2.5), maxPrice: 100, minPrice: 7 }],
  });
  stage.timing.pass(250);
  const [late] = page.heard();
  assert.deepEqual(late.data.prices, [
    { pair: "AUSDT", price: 7, timestamp: moment(2.5), minPrice: 7 },
  ]);
});

Deno.test("/ws?v=2 tells a pair's past when it changed, a few pairs at a time, every 15 seconds at most", () => {
  const stage = new Stage();
  const page = stage.connect(2);
  settle(stage, page);
  stage.tell(100, ["AUSDT"], 250, { hourAgo: 98, references: { a: 5 } });
  assert.deepEqual(page.heard()[0].data.prices, [{ pair: "AUSDT", price: 100 }]);
  stage.timing.pass(15_000);
  stage.tell(100, ["AUSDT"], 250, { hourAgo: 97, references: { a: 5 } });
  assert.deepEqual(page.heard()[0].data.prices, [
    { pair: "AUSDT", price: 100, references: { a: 5 }, hourAgo: 97 },
  ]);
});

Deno.test("/ws?v=2 does not number prices: they repeat the last number, and so do answers", async () => {
  const stage = new Stage();
  const [page, script] = [stage.connect(2), stage.connect(1)];
  stage.tell(101);
  stage.hub.broadcast("fire_acknowledged", FIRED);
  stage.tell(102);
  stage.hub.beat();
  await page.watch({ pairs: [], perSecond: 0 }, 7);
  const numbers = (frames: { event: string; seq: number }[]) =>
    frames.filter(({ event }) => event !== "heartbeat").map(({ event, seq }) => [event, seq]);
  assert.deepEqual(numbers(page.heard()), [
    ...[["price_update", 0], ["fire_acknowledged", 1], ["price_update", 1], ["price_update", 1]],
  ]);
  assert.deepEqual(numbers(script.heard()), [
    ...[["price_update", 1], ["fire_acknowledged", 2], ["price_update", 3]],
  ]);
});

for (const version of [1, 2] as const) {
  Deno.test(`watch {pairs} brings those prices alone (version ${version})`, async () => {
    const stage = new Stage();
    const [page, other] = [stage.connect(version), stage.connect(version)];
    await page.watch({ pairs: ["AUSDT", "a/usdt"], perSecond: 4 });
    stage.tell(101);
    stage.tell(102, ["BUSDT"]);
    stage.tell(103);
    assert.deepEqual(pairsIn(page.heard()), [["AUSDT 101"], ["AUSDT 103"]]);
    assert.equal(other.heard().length, 3);
    await page.watch({ pairs: "all", perSecond: 4 });
    stage.timing.pass(1_000);
    page.heard();
    stage.tell(104);
    assert.deepEqual(pairsIn(page.heard()), [["AUSDT 104", "BUSDT 104", "CUSDT 104"]]);
  });

  Deno.test(`watch {perSecond} merges what comes more often, and loses none of it (version ${version})`, async () => {
    const stage = new Stage();
    const page = stage.connect(version);
    await page.watch({ pairs: ["AUSDT", "BUSDT"], perSecond: 1 });
    stage.timing.pass(1_000);
    page.heard();
    stage.tell(101, ["AUSDT"]);
    stage.tell(150, ["AUSDT", "BUSDT"]);
    stage.tell(103, ["AUSDT"]);
    const first = page.heard();
    assert.deepEqual(pairsIn(first), [["AUSDT 101"]]);
    stage.timing.pass(1_000);
    const frames = page.heard();
    assert.deepEqual(pairsIn(frames), [["AUSDT 103", "BUSDT 150"]]);
  });

  Deno.test(`watch {perSecond: 0} brings no price, but everything else (version ${version})`, async () => {
    const stage = new Stage();
    const page = stage.connect(version);
    await page.watch({ pairs: ["AUSDT"], perSecond: 0 });
    stage.tell(101);
    stage.hub.broadcast("fire_acknowledged", FIRED);
    stage.hub.checkEnded();
    stage.timing.pass(5_000);
    assert.deepEqual(page.heard().map(({ event }) => event), ["fire_acknowledged", "heartbeat"]);
    await page.watch({ pairs: ["AUSDT"], perSecond: 4 }, 9);
    const [back] = page.heard();
    assert.deepEqual([back.event, back.id], ["price_update", 9]);
    assert.deepEqual(pairsIn([back]), [["AUSDT 101"]]);
  });
}

Deno.test("watch brings pairs that are new to a client at once and whole, with their line", async () => {
  const stage = new Stage();
  const page = stage.connect(2);
  await page.watch({ pairs: ["AUSDT"], perSecond: 4 });
  stage.tell(101);
  stage.timing.pass(5_000);
  page.heard();
  await page.watch({ pairs: ["AUSDT", "BUSDT"], perSecond: 4 });
  const [{ data }] = page.heard();
  assert.deepEqual(data.prices, [{
    ...{ pair: "BUSDT", price: 101, maxPrice: 101, minPrice: 100 },
    ...{ historyStart: moment(0), hourAgo: 100, dayAgo: 100 },
    sparkline: { start: "2026-01-15T12:00:00Z", step: 15, prices: [50000] },
  }]);
});

Deno.test("watch {others} brings all other pairs once a check", async () => {
  const stage = new Stage();
  const page = stage.connect(2);
  await page.watch({ pairs: ["AUSDT"], perSecond: 4, others: "check" });
  settle(stage, page);
  stage.hub.checkEnded();
  page.heard();
  stage.tell(101);
  stage.tell(102, ["BUSDT"]);
  assert.deepEqual(pairsIn(page.heard()), [["AUSDT 101"]]);
  stage.hub.checkEnded();
  const [others, beat] = page.heard();
  assert.deepEqual(pairsIn([others]), [["BUSDT 102", "CUSDT 101"]]);
  assert.equal(beat.event, "heartbeat");
  stage.hub.checkEnded();
  assert.deepEqual(page.heard().map(({ event }) => event), ["heartbeat"]);
});

Deno.test("A client that reads slowly is sent the newest prices once it can take them, and no snapshot", () => {
  const stage = new Stage();
  const page = stage.connect(2);
  settle(stage, page);
  page.socket.bufferedAmount = 65 * 1024;
  stage.tell(150, ["AUSDT"]);
  stage.tell(101);
  stage.hub.beat();
  assert.deepEqual(page.heard(), []);
  page.socket.drain();
  stage.timing.pass(500);
  const [frame, ...more] = page.heard();
  assert.deepEqual(pairsIn([frame]), [["AUSDT 101", "BUSDT 101", "CUSDT 101"]]);
  assert.deepEqual(frame.data.prices.map(({ maxPrice }: { maxPrice?: number }) => maxPrice), [
    ...[101, 101, 101],
  ]);
  assert.deepEqual(more, []);
});

Deno.test("A client of /ws?v=2 that reads nothing at all is dropped", () => {
  const stage = new Stage();
  const page = stage.connect(2);
  page.socket.bufferedAmount = 65 * 1024;
  for (let second = 0; second < 12; second++) stage.tell(second, SYMBOLS, 1_000);
  assert.equal(page.socket.closeCode, 1008);
});

Deno.test("hello on /ws?v=2 brings the frames that were missed, and the wanted prices whole", async () => {
  const stage = new Stage();
  stage.tell(101);
  stage.hub.broadcast("fire_acknowledged", FIRED);
  const page = stage.connect(2);
  await page.watch({ pairs: ["BUSDT"], perSecond: 4 });
  stage.timing.pass(1_000);
  page.heard();
  await page.ask("hello", { epoch: "e1", seq: 0 }, 3);
  const [missed, prices, beat] = page.heard();
  assert.deepEqual([missed.event, missed.seq], ["fire_acknowledged", 1]);
  assert.deepEqual([prices.event, prices.seq, prices.data.prices[0].pair], [
    ...["price_update", 1, "BUSDT"],
  ]);
  assert.ok("maxPrice" in prices.data.prices[0]);
  assert.deepEqual([beat.event, beat.id], ["heartbeat", 3]);
  await page.ask("hello", { epoch: "e0", seq: 0 }, 4);
  assert.deepEqual(page.heard().map(({ event, id }) => [event, id]), [["snapshot", 4]]);
});

Deno.test("watch follows pairs that are added and removed", async () => {
  const stage = new Stage();
  const page = stage.connect(2);
  await page.watch({ pairs: ["AUSDT", "BUSDT"], perSecond: 4 });
  stage.hub.broadcast("pair_removed", { pair: "AUSDT" });
  const pair: PairView = aPair({ symbol: "AUSDT", currentPrice: null, lastUpdate: null });
  stage.hub.broadcast("pair_added", { success: true, pair });
  page.heard();
  stage.tell(5, ["AUSDT"]);
  assert.deepEqual(pairsIn(page.heard()), [["AUSDT 5"]]);
});

Deno.test("What a slow client asks for while it scrolls is not in the way of a fire", async () => {
  const stage = new Stage();
  const page = stage.connect(2);
  settle(stage, page);
  page.socket.bufferedAmount = 65 * 1024;
  await page.watch({ pairs: ["AUSDT"], perSecond: 4 });
  await page.watch({ pairs: ["BUSDT", "CUSDT"], perSecond: 4 });
  await page.ask("hello", { epoch: "e1", seq: 0 });
  stage.tell(101);
  stage.hub.broadcast("fire_acknowledged", FIRED);
  assert.deepEqual(page.heard(), []);
  page.socket.drain();
  stage.timing.pass(500);
  const frames = page.heard().filter(({ event }) => event !== "heartbeat");
  assert.deepEqual(frames.map(({ event }) => event), ["fire_acknowledged", "price_update"]);
  assert.deepEqual(pairsIn(frames.slice(1)), [["BUSDT 101", "CUSDT 101"]]);
  assert.ok(frames[1].data.prices.every((price: object) => "sparkline" in price), "whole");
});

Deno.test("A snapshot that was made a moment ago is made good by the prices since", async () => {
  const stage = new Stage();
  const page = stage.connect(2);
  stage.tell(101, SYMBOLS, 100);
  assert.deepEqual(pairsIn(page.heard()), [["AUSDT 101", "BUSDT 101", "CUSDT 101"]]);
  await page.ask("hello", { epoch: "e0", seq: 0 }, 4);
  stage.timing.pass(500);
  const [snapshot, ...prices] = page.heard();
  assert.deepEqual([snapshot.event, snapshot.id], ["snapshot", 4]);
  assert.deepEqual(pairsIn(prices), [["AUSDT 101", "BUSDT 101", "CUSDT 101"]]);
});

Deno.test("watch knows all pairs, though only one was told of before any snapshot", () => {
  const stage = new Stage();
  stage.hub.broadcast("pair_updated", { pair: aPair({ symbol: "AUSDT" }) });
  assert.deepEqual(["AUSDT", "BUSDT", "NOUSDT"].map((symbol) => stage.hub.hasPair(symbol)), [
    ...[true, true, false],
  ]);
});

Deno.test("The start of a window is told anew once its alarm was changed, also where it is the same", () => {
  const stage = new Stage();
  const page = stage.connect(2);
  const references = { alarm_1: 1 };
  stage.tell(1, ["AUSDT"], 15_000, { references });
  stage.tell(1, ["AUSDT"], 15_000, { references });
  page.heard();
  stage.hub.broadcast("alarm_updated", { pair: "AUSDT", alarm: anAlarm({ id: "alarm_1" }) });
  stage.tell(1, ["AUSDT"], 1_000, { references });
  const prices = page.heard().slice(1).flatMap(({ data }) => data.prices);
  assert.deepEqual(prices.map((price) => price.references).at(-1), references);
});

Deno.test("watch tells the first price of a pair that was added without one", async () => {
  const stage = new Stage();
  const page = stage.connect(2);
  await page.watch({ pairs: ["BUSDT"], perSecond: 4 });
  const pair = aPair({ symbol: "NEWUSDT", currentPrice: null, firstPrice: null, lastUpdate: null });
  stage.hub.broadcast("pair_added", { success: true, pair });
  stage.tell(5, ["NEWUSDT"]);
  stage.tell(6, ["NEWUSDT"]);
  page.heard();
  await page.watch({ pairs: "all", perSecond: 4 });
  const [{ data: { prices } }] = page.heard();
  const added = prices.find((price: { pair: string }) => price.pair === "NEWUSDT");
  assert.deepEqual([added.price, added.firstPrice], [6, 5]);
});

const WRONG: readonly [what: string, data: object, field: string][] = [
  ["an unknown pair", { pairs: ["AUSDT", "NOUSDT"], perSecond: 1 }, "pairs"],
  ["1,001 pairs", { pairs: Array(1001).fill("AUSDT"), perSecond: 1 }, "pairs"],
  ["a pair that is no text", { pairs: [5], perSecond: 1 }, "pairs"],
  ["pairs that are no list", { pairs: "AUSDT", perSecond: 1 }, "pairs"],
  ["no pairs", { perSecond: 1 }, "pairs"],
  ["5 a second", { pairs: "all", perSecond: 5 }, "perSecond"],
  ["less than none", { pairs: "all", perSecond: -1 }, "perSecond"],
  ["a text for a number", { pairs: "all", perSecond: "4" }, "perSecond"],
  ["no number", { pairs: "all" }, "perSecond"],
  ["others that are unknown", { pairs: "all", perSecond: 4, others: "all" }, "others"],
  ["a field that is unknown", { pairs: "all", perSecond: 4, fast: true }, "fast"],
];

for (const [what, data, field] of WRONG) {
  Deno.test(`watch with ${what} is refused, names ${field} and changes nothing`, async () => {
    const stage = new Stage();
    const page = stage.connect(2);
    await page.watch({ pairs: ["AUSDT"], perSecond: 4 });
    stage.timing.pass(1_000);
    page.heard();
    await page.ask("watch", data, 1);
    const [error] = page.heard();
    assert.deepEqual([error.event, error.id, error.data.field], ["error", 1, field]);
    assert.ok(error.data.message.includes(field), error.data.message);
    stage.tell(101);
    assert.deepEqual(pairsIn(page.heard()), [["AUSDT 101"]]);
  });
}
