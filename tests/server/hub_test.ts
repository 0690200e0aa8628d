import assert from "node:assert/strict";
import { Hub, type HubOptions } from "@/lib/server/socket/hub.ts";
import type { FrameData, PairView, Status } from "@/lib/protocol/frames.ts";
import { HandTiming } from "../client/hand_timing.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { aFire } from "../logs/a_fire.ts";
import { anAlarm, aPair } from "../client/samples.ts";

const STATUS = { version: "0" } as Status;
const ACKNOWLEDGED = { fireIds: ["fire_1"], acknowledgedAt: "2026-01-15T12:00:00Z", by: "::1" };
/** A frame of about 10 kB. */
const PRICES: FrameData["price_update"] = {
  prices: Array.from({ length: 100 }, (_, index) => ({
    pair: `COIN${index}USDT`,
    price: index + 1,
    timestamp: "2026-01-15T12:00:00.000Z",
    maxPrice: index + 1,
    minPrice: index + 1,
  })),
};

function makeHub(limits: Partial<HubOptions> = {}) {
  return new Hub({
    epoch: "e1",
    now: () => Date.parse("2026-01-15T12:00:00Z"),
    lastCheckAt: () => "2026-01-15T11:59:45.000Z",
    snapshot: () => ({ serverTime: "", pairs: [], ringing: [], status: STATUS }),
    ...limits,
  });
}

Deno.test("Hub sends a snapshot first, and then every broadcast with the next seq", () => {
  const hub = makeHub();
  const socket = new FakeSocket();
  hub.connect(socket, "a");
  hub.broadcast("price_update", { prices: [] });
  hub.broadcast("fire_acknowledged", ACKNOWLEDGED);
  assert.deepEqual(socket.frames().map(({ event, seq }) => [event, seq]), [
    ["snapshot", 0],
    ["price_update", 1],
    ["fire_acknowledged", 2],
  ]);
});

Deno.test("Hub gives the asker alone its request's id", () => {
  const hub = makeHub();
  const [mine, other] = [new FakeSocket(), new FakeSocket()];
  const client = hub.connect(mine, "a");
  hub.connect(other, "b");
  const reply = { client: client.key, id: 7, event: "fire_acknowledged" };
  hub.broadcast("price_update", { prices: [] }, reply);
  assert.ok(!hub.wasAnswered(reply));
  hub.broadcast("fire_acknowledged", ACKNOWLEDGED, reply);
  assert.ok(hub.wasAnswered(reply));
  assert.deepEqual(mine.frames().map(({ id }) => id), [undefined, undefined, 7]);
  assert.deepEqual(other.frames().map(({ id }) => id), [undefined, undefined, undefined]);
});

Deno.test("Hub resumes with just the frames a client missed", () => {
  const hub = makeHub();
  const before = new FakeSocket();
  hub.connect(before, "a");
  hub.broadcast("price_update", { prices: [] });
  hub.broadcast("fire_acknowledged", ACKNOWLEDGED);
  const after = new FakeSocket();
  const client = hub.connect(after, "a");
  hub.resume(client, { epoch: "e1", seq: 1 });
  assert.deepEqual(after.events(), ["snapshot", "fire_acknowledged"]);
});

for (
  const [sentence, since] of [
    ["of another epoch", { epoch: "e0", seq: 1 }],
    ["ahead of the server", { epoch: "e1", seq: 99 }],
    ["that knows nothing", {}],
  ] as const
) {
  Deno.test(`Hub resumes a client ${sentence} with a snapshot`, () => {
    const hub = makeHub();
    const socket = new FakeSocket();
    const client = hub.connect(socket, "a");
    hub.resume(client, since, 3);
    assert.deepEqual(socket.frames().map(({ event, id }) => [event, id]), [
      ["snapshot", undefined],
      ["snapshot", 3],
    ]);
  });
}

Deno.test("Hub resumes with a snapshot when the missed frames are forgotten", () => {
  const hub = makeHub();
  for (let index = 0; index < 100; index++) hub.broadcast("price_update", PRICES);
  const socket = new FakeSocket();
  const client = hub.connect(socket, "a");
  hub.resume(client, { epoch: "e1", seq: 1 });
  assert.deepEqual(socket.events(), ["snapshot", "snapshot"]);
});

Deno.test("Hub leaves prices out for a slow client, keeps every other frame, and makes good", () => {
  const timing = new HandTiming();
  const hub = makeHub({ timing });
  const slow = new FakeSocket();
  slow.reads = false;
  hub.connect(slow, "a");
  while (slow.bufferedAmount <= 64 * 1024) hub.broadcast("price_update", PRICES);
  const sent = slow.sent.length;
  hub.broadcast("price_update", PRICES);
  hub.broadcast("fire_acknowledged", ACKNOWLEDGED);
  hub.broadcast("price_update", PRICES);
  assert.equal(slow.sent.length, sent, "nothing more is buffered");
  slow.drain();
  timing.pass(20);
  assert.deepEqual(slow.events().slice(sent), ["fire_acknowledged", "snapshot"]);
});

Deno.test("Hub drops a client that never reads, and delays no other", () => {
  const timing = new HandTiming();
  const hub = makeHub({ timing });
  const [stuck, fine] = [new FakeSocket(), new FakeSocket()];
  stuck.reads = false;
  hub.connect(stuck, "a");
  hub.connect(fine, "b");
  const fireIds = Array.from({ length: 100 }, (_, index) => `fire_${index}`);
  for (let index = 0; index < 2000; index++) {
    hub.broadcast("fire_acknowledged", { ...ACKNOWLEDGED, fireIds });
  }
  assert.ok(stuck.bufferedAmount < 128 * 1024, "no more is given to the server than is slow");
  assert.equal(fine.sent.length, 2001);
  timing.pass(9_000);
  assert.equal(stuck.closeCode, null);
  timing.pass(2_000);
  assert.equal(stuck.closeCode, 1008);
});

Deno.test("Hub keeps no more than 16 MB for a client that never reads", () => {
  const hub = makeHub({ timing: new HandTiming() });
  const stuck = new FakeSocket();
  stuck.reads = false;
  hub.connect(stuck, "a");
  const fireIds = Array.from({ length: 10_000 }, (_, index) => `fire_${index}`);
  for (let index = 0; index < 200 && stuck.closeCode === null; index++) {
    hub.broadcast("fire_acknowledged", { ...ACKNOWLEDGED, fireIds });
  }
  assert.equal(stuck.closeCode, 1008);
});

Deno.test("Hub gives a client that reads slowly every frame, soon after it can take it", () => {
  const timing = new HandTiming();
  const hub = makeHub({ timing });
  const slow = new FakeSocket();
  slow.reads = false;
  hub.connect(slow, "a");
  const fireIds = Array.from({ length: 100 }, (_, index) => `fire_${index}`);
  for (let index = 0; index < 2000; index++) {
    hub.broadcast("fire_acknowledged", { ...ACKNOWLEDGED, fireIds });
  }
  for (let turn = 0; turn < 100 && slow.sent.length < 2001; turn++) {
    slow.drain();
    timing.pass(20);
  }
  assert.equal(slow.closeCode, null);
  assert.deepEqual(slow.frames().map(({ seq }) => seq), Array.from({ length: 2001 }, (_, i) => i));
});

Deno.test("Hub has room up to its limits, in all and per address", () => {
  const hub = makeHub({ maxClients: 3, maxClientsPerAddress: 2 });
  hub.connect(new FakeSocket(), "a");
  const second = hub.connect(new FakeSocket(), "a");
  assert.equal(hub.hasRoom("a"), false);
  assert.equal(hub.hasRoom("b"), true);
  hub.connect(new FakeSocket(), "b");
  assert.equal(hub.hasRoom("b"), false);
  hub.disconnect(second);
  hub.disconnect(second);
  assert.equal(hub.size, 2);
  assert.equal(hub.hasRoom("a"), true);
});

Deno.test("Hub says good-bye to all", () => {
  const hub = makeHub();
  const socket = new FakeSocket();
  hub.connect(socket, "a");
  hub.closeAll("stopping");
  assert.equal(socket.closeCode, 1001);
  assert.equal(hub.size, 0);
});

Deno.test("Hub beats with the time, its start and the moment of the last check, without a number of its own", () => {
  const hub = makeHub();
  const socket = new FakeSocket();
  hub.connect(socket, "a");
  hub.beat();
  const serverTime = "2026-01-15T12:00:00.000Z";
  const data = { serverTime, epoch: "e1", lastCheckAt: "2026-01-15T11:59:45.000Z" };
  assert.deepEqual(socket.frames().at(-1), { event: "heartbeat", data, seq: 0 });
});

Deno.test("Hub counts a dropped client out at once, though its connection stays open", () => {
  const timing = new HandTiming();
  const hub = makeHub({ timing, maxClientsPerAddress: 1 });
  const stuck = new FakeSocket();
  stuck.reads = false;
  const client = hub.connect(stuck, "a");
  while (stuck.bufferedAmount <= 64 * 1024) hub.broadcast("price_update", PRICES);
  hub.broadcast("fire_acknowledged", ACKNOWLEDGED);
  timing.pass(11_000);
  assert.equal(stuck.closeCode, 1008);
  assert.deepEqual([hub.size, hub.openSockets], [0, 1]);
  assert.equal(hub.hasRoom("a"), true);
  const sent = stuck.sent.length;
  hub.broadcast("fire_acknowledged", ACKNOWLEDGED);
  hub.beat();
  timing.pass(60_000);
  assert.equal(stuck.sent.length, sent, "nothing more is buffered for it");
  hub.disconnect(client);
  assert.deepEqual([hub.size, hub.openSockets], [0, 0]);
});

/** A hub whose snapshot has about 5 MB. */
function largeHub(timing: HandTiming) {
  const reason = "x".repeat(5 * 1024 * 1024);
  const status = { ...STATUS, storeProblem: reason };
  return makeHub({
    timing,
    snapshot: () => ({ serverTime: "", pairs: [], ringing: [], status }),
  });
}

Deno.test("Hub sends large snapshots one after the other where they are not read, and to other addresses at once", () => {
  const timing = new HandTiming();
  const hub = largeHub(timing);
  const sockets = Array.from({ length: 10 }, () => new FakeSocket());
  for (const socket of sockets) {
    socket.reads = false;
    hub.connect(socket, "a");
  }
  const greeted = () => sockets.filter(({ sent }) => sent.length > 0).length;
  assert.equal(greeted(), 1, "one is enough for a turn");
  timing.pass(100);
  assert.equal(greeted(), 4, "16 MB are unread then");
  const other = new FakeSocket();
  hub.connect(other, "b");
  assert.deepEqual(other.events(), ["snapshot"]);
  for (const socket of sockets) socket.drain();
  timing.pass(100);
  assert.equal(greeted(), 8);
  timing.pass(15_000);
  assert.equal(greeted(), 10, "those that never read are dropped, and make room");
});

Deno.test("Hub keeps what comes before a late snapshot, and sends it after it", () => {
  const timing = new HandTiming();
  const hub = largeHub(timing);
  const first = Array.from({ length: 4 }, () => new FakeSocket());
  for (const socket of first) {
    socket.reads = false;
    hub.connect(socket, "a");
  }
  timing.pass(100);
  const late = new FakeSocket();
  hub.connect(late, "a");
  hub.broadcast("price_update", { prices: [] });
  hub.broadcast("fire_acknowledged", ACKNOWLEDGED);
  assert.equal(late.sent.length, 0);
  for (const socket of first) {
    socket.reads = true;
    socket.drain();
  }
  timing.pass(200);
  assert.deepEqual(late.events().slice(0, 2), ["snapshot", "fire_acknowledged"]);
});

/** A hub of 20 pairs, each of which takes a millisecond of the first turns. */
function slowHub(timing: HandTiming) {
  const pairs = Array.from({ length: 20 }, (_, nth) => ({
    ...aPair({ symbol: `C${nth}USDT` }),
    ...{ alarms: [anAlarm({ id: `alarm_${nth}` })] },
  } as unknown as PairView));
  let slow = pairs.length;
  function* parts() {
    for (const pair of pairs) {
      if (slow-- > 0) timing.pass(1);
      yield pair;
    }
  }
  return makeHub({
    timing,
    parts: () => ({ at: 0, pairs: parts(), ringing: [] }),
    snapshot: () => ({ serverTime: "", pairs, ringing: [aFire("fire_1")], status: STATUS }),
  });
}

/** Until what is done in turns is done. */
async function turns(): Promise<void> {
  for (let nth = 0; nth < 10; nth++) await new Promise((resolve) => setTimeout(resolve));
}

for (const version of [1, 2] as const) {
  Deno.test(`Hub writes a long snapshot in turns, and what comes meanwhile after it, version ${version}`, async () => {
    const timing = new HandTiming();
    const hub = slowHub(timing);
    const socket = new FakeSocket();
    hub.connect(socket, "a", version);
    hub.broadcast("fire_acknowledged", ACKNOWLEDGED);
    assert.equal(socket.sent.length, 0);
    await turns();
    timing.pass(50);
    assert.deepEqual(socket.events(), ["snapshot", "fire_acknowledged"]);
    const { pairs, ringing, seq } = socket.frames()[0]?.data as FrameData["snapshot"];
    assert.deepEqual([pairs.length, pairs[19]?.symbol, ringing.length, seq], [20, "C19USDT", 1, 1]);
    const next = new FakeSocket();
    hub.connect(next, "a", version);
    assert.deepEqual(next.events(), ["snapshot"], "the texts are kept");
  });
}

Deno.test("Hub answers hello with a long snapshot once it is written, and goes on sending", async () => {
  const timing = new HandTiming();
  const hub = slowHub(timing);
  const socket = new FakeSocket();
  const client = hub.connect(socket, "a");
  hub.resume(client, {}, 7);
  await turns();
  timing.pass(50);
  assert.deepEqual(socket.frames().map(({ event, id }) => [event, id]), [
    ["snapshot", undefined],
    ["snapshot", 7],
  ]);
});

/** A hub whose snapshot is long, though it is written quickly; `made` counts how often it was put together. */
function longHub(timing: HandTiming) {
  const status = { ...STATUS, storeProblem: "x".repeat(2 * 1024 * 1024) };
  const made = { count: 0 };
  const snapshot = () => {
    made.count++;
    return { serverTime: "", pairs: [], ringing: [], status };
  };
  const hub = makeHub({ timing, parts: () => ({ at: 0, pairs: [], ringing: [] }), snapshot });
  return { hub, made };
}

Deno.test("Hub puts a long snapshot together in one turn and sends it in the next", () => {
  const timing = new HandTiming();
  const { hub } = longHub(timing);
  const still = new FakeSocket();
  hub.connect(still, "a");
  assert.equal(still.sent.length, 0);
  timing.pass(20);
  assert.deepEqual(still.events(), ["snapshot"]);
});

Deno.test("Hub sends a long snapshot of a moment ago and each frame since once, where the state changes all the time", () => {
  const timing = new HandTiming();
  const { hub, made } = longHub(timing);
  const moving = new FakeSocket();
  hub.connect(moving, "a");
  for (let nth = 0; nth < 10 && moving.sent.length === 0; nth++) {
    hub.broadcast("fire_acknowledged", ACKNOWLEDGED);
    made.count = 0;
    timing.pass(20);
  }
  assert.equal(made.count, 0, "it is put together in an earlier turn than it is sent in");
  const [first, ...others] = moving.frames();
  assert.equal(first?.event, "snapshot");
  const known = (first?.data as FrameData["snapshot"]).seq;
  const seqs = others.map(({ seq }) => seq);
  assert.deepEqual(seqs.filter((seq) => seq > known), [known + 1]);
  assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b));
});

Deno.test("Hub sends a long snapshot in the end, though its pairs change faster than they are written", async () => {
  const timing = new HandTiming();
  const pairs = Array.from({ length: 20 }, (_, nth) => aPair({ symbol: `C${nth}USDT` }));
  let written = 0;
  function* parts() {
    for (const pair of pairs) {
      timing.pass(1);
      written++;
      yield { ...pair } as unknown as PairView;
    }
  }
  const hub = makeHub({
    timing,
    parts: () => ({ at: 0, pairs: parts(), ringing: [] }),
    snapshot: () => ({
      ...{ serverTime: "", ringing: [], status: STATUS },
      pairs: pairs as unknown as PairView[],
    }),
  });
  const socket = new FakeSocket();
  hub.connect(socket, "a");
  hub.broadcast("fire_acknowledged", ACKNOWLEDGED);
  for (let nth = 0; nth < 6; nth++) {
    await turns();
    timing.pass(50);
  }
  assert.deepEqual(socket.events(), ["snapshot", "fire_acknowledged"]);
  assert.ok(written > pairs.length, "it was written in turns first");
});

Deno.test("Hub shows all of a veiled frame only to who may see it, also after a gap", () => {
  const hub = makeHub();
  const person = (role: "admin" | "viewer") =>
    (
      { kind: "person", person: { id: role, login: role, name: role, role }, sessionId: "s" }
    ) as const;
  const sockets = { admin: new FakeSocket(), viewer: new FakeSocket(), asker: new FakeSocket() };
  const admin = hub.connect(sockets.admin, "a", 2, person("admin"));
  const viewer = hub.connect(sockets.viewer, "b", 2, person("viewer"));
  const asker = hub.connect(sockets.asker, "c", 2, person("viewer"));
  const reply = { client: asker.key, id: 1, event: "fire_acknowledged" };
  hub.broadcast("fire_acknowledged", ACKNOWLEDGED, reply, {
    keyOf: (who) => who.kind === "person" && who.person.role === "admin" ? "" : "others",
    dataFor: () => ({ ...ACKNOWLEDGED, by: "hidden" }),
  });
  for (const client of [admin, viewer]) hub.resume(client, { epoch: "e1", seq: 0 });
  const told = (socket: FakeSocket) =>
    socket.frames().filter(({ event }) => event === "fire_acknowledged")
      .map(({ data }) => (data as typeof ACKNOWLEDGED).by);
  assert.deepEqual(told(sockets.admin), ["::1", "::1"]);
  assert.deepEqual(told(sockets.viewer), ["hidden", "hidden"]);
  assert.deepEqual(told(sockets.asker), ["hidden"]);
});
