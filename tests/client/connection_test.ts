import assert from "node:assert/strict";
import { Connection, type Listener } from "@/lib/client/connection.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { FakeSurroundings } from "./fake_surroundings.ts";
import { aSnapshot } from "./samples.ts";

const ANSWER_LIMIT_MS = 20_000;
const PROBE_LIMIT_MS = 8_000;
const OPENING_LIMIT_MS = 15_000;
const SILENCE_LIMIT_MS = 40_000;

const BEAT: ServerFrame = { event: "heartbeat", seq: 0, data: { serverTime: "" } };
/** The id of the newest request. */
const newestId = (world: FakeSurroundings) => world.socket.sent.at(-1)?.id ?? NaN;
/** Promises that are settled have said so. */
const settled = () => new Promise<void>((done) => queueMicrotask(done));

const DONE: ServerFrame = { event: "pair_removed", seq: 1, data: { pair: "BTCUSDT" } };

function setUp(position: ReturnType<Listener["position"]> = { epoch: "e", seq: 4 }) {
  const world = new FakeSurroundings();
  const heard: string[] = [];
  const connection = new Connection(world, {
    position: () => position,
    frame: (frame) => heard.push(frame.event),
    opened: () => {},
    linked: () => heard.push("linked"),
    lost: () => heard.push("lost"),
    ended: () => {},
    caughtUp: () => heard.push("caughtUp"),
  });
  return { world, heard, connection };
}

function connected(...position: Parameters<typeof setUp>) {
  const all = setUp(...position);
  all.connection.start();
  all.world.socket.onopen?.();
  all.world.socket.receive(BEAT);
  return all;
}

Deno.test("Connection greets with the page's position when it opens", () => {
  const { world } = connected();
  assert.deepEqual(world.socket.sent, [{ event: "hello", data: { epoch: "e", seq: 4 } }]);
});

Deno.test("Connection says nothing at first when the page knows nothing yet", () => {
  assert.deepEqual(connected(null).world.socket.sent, []);
});

Deno.test("Connection is linked once the server is heard, not when the socket opens", () => {
  const { world, heard, connection } = setUp();
  connection.start();
  world.socket.onopen?.();
  assert.deepEqual(heard, []);
  world.socket.receive(BEAT);
  assert.deepEqual(heard, ["linked", "heartbeat"]);
});

Deno.test("Connection starts only one socket, however often it is started", () => {
  const { world, connection } = connected();
  connection.start();
  connection.wake();
  assert.equal(world.sockets.length, 1);
});

Deno.test("Connection comes back after a loss, later with every failure, and fast again after success", () => {
  const { world } = connected();
  for (const wait of [500, 1_000, 2_000, 4_000]) {
    const count = world.sockets.length;
    world.socket.onclose?.();
    world.pass(wait - 1);
    assert.equal(world.sockets.length, count, `not before ${wait} ms`);
    world.pass(1);
    assert.equal(world.sockets.length, count + 1, `after ${wait} ms`);
  }
  world.socket.onopen?.();
  world.socket.receive(BEAT);
  world.socket.onclose?.();
  world.pass(500);
  assert.equal(world.sockets.length, 6);
});

Deno.test("Connection counts a loss once, though a socket reports an error and its end", () => {
  const { world, heard } = connected();
  const { onerror, onclose } = world.socket;
  onerror?.();
  assert.equal(world.socket.onclose, null);
  assert.equal(world.socket.isClosed, true);
  assert.deepEqual(heard.filter((event) => event === "lost"), ["lost"]);
  assert.ok(onclose);
});

Deno.test("Connection gives up a socket that falls silent", () => {
  const { world, heard } = connected();
  world.pass(SILENCE_LIMIT_MS - 1);
  world.socket.receive(BEAT);
  world.pass(SILENCE_LIMIT_MS - 1);
  assert.equal(heard.includes("lost"), false);
  world.pass(1);
  assert.equal(heard.includes("lost"), true);
  assert.equal(world.sockets[0]?.isClosed, true);
});

Deno.test("Connection gives up a socket that does not open", () => {
  const { world, heard, connection } = setUp();
  connection.start();
  world.pass(OPENING_LIMIT_MS);
  assert.deepEqual(heard, ["lost"]);
});

Deno.test("Connection wakes at once from a wait", () => {
  const { world, connection } = connected();
  world.socket.onclose?.();
  connection.wake();
  assert.equal(world.sockets.length, 2);
  world.pass(5_000);
  assert.equal(world.sockets.length, 2);
});

Deno.test("Connection tests a socket that slept with the device", async () => {
  const { world, heard, connection } = connected();
  connection.wake();
  assert.equal(world.socket.sent.at(-1)?.event, "hello");
  world.socket.receive({ ...BEAT, id: newestId(world) });
  await settled();
  world.pass(PROBE_LIMIT_MS);
  assert.equal(heard.includes("lost"), false);
  connection.wake();
  world.pass(PROBE_LIMIT_MS);
  assert.equal(heard.includes("lost"), true);
});

Deno.test("Connection is not fooled by what had arrived before the device slept", () => {
  const { world, heard, connection } = connected();
  connection.wake();
  world.pass(PROBE_LIMIT_MS - 1);
  world.socket.receive(BEAT);
  world.pass(PROBE_LIMIT_MS - 1);
  assert.equal(heard.includes("lost"), false, "a slow answer is waited for while frames come");
  world.pass(1);
  assert.equal(heard.includes("lost"), true);
});

Deno.test("Connection has caught up with the snapshot that a new socket begins with", () => {
  const { world, heard, connection } = setUp();
  connection.start();
  world.socket.onopen?.();
  world.socket.receive({ event: "snapshot", seq: 9, data: aSnapshot() });
  assert.deepEqual(heard, ["linked", "snapshot", "caughtUp"]);
});

Deno.test("Connection has caught up after a sleep only with the answer to its question", async () => {
  const { world, heard, connection } = connected();
  connection.wake();
  const id = newestId(world);
  world.socket.receive(DONE);
  world.socket.receive({ event: "snapshot", seq: 9, data: aSnapshot() });
  assert.equal(heard.includes("caughtUp"), false);
  world.socket.receive({ ...BEAT, id });
  await settled();
  assert.equal(heard.at(-1), "caughtUp");
});

Deno.test("Connection that woke twice has caught up with the second answer", async () => {
  const { world, heard, connection } = connected();
  connection.wake();
  const first = newestId(world);
  connection.wake();
  const second = newestId(world);
  world.socket.receive({ ...BEAT, id: first });
  await settled();
  assert.equal(heard.includes("caughtUp"), false);
  world.socket.receive({ ...BEAT, id: second });
  await settled();
  assert.equal(heard.at(-1), "caughtUp");
});

Deno.test("Connection resolves a request with the frame that repeats its id", async () => {
  const { world, connection } = connected();
  const answer = connection.request("remove_pair", { pair: "BTCUSDT" });
  const sent = world.socket.sent.at(-1);
  assert.deepEqual(sent, { event: "remove_pair", data: { pair: "BTCUSDT" }, id: 1 });
  world.socket.receive({ ...DONE, id: 99 });
  world.socket.receive({ ...DONE, id: 1 });
  assert.deepEqual(await answer, { ...DONE, id: 1 });
});

Deno.test("Connection rejects a refused request with the server's words and field", async () => {
  const { world, connection } = connected();
  const answer = connection.request("add_pair", { pair: "X" });
  const data = { code: "unknown_pair", message: "No such pair", field: "pair" };
  world.socket.receive({ event: "error", seq: 1, id: 1, data });
  await assert.rejects(answer, { name: "RequestError", ...data });
});

Deno.test("Connection refuses requests while it is not connected", async () => {
  const { connection } = setUp();
  await assert.rejects(connection.request("add_pair", {}), { code: "notConnected" });
});

Deno.test("Connection sends what is asked while it opens as soon as it is open", async () => {
  const { world, connection } = setUp();
  connection.start();
  const answer = connection.request("add_pair", {});
  assert.deepEqual(world.socket.sent, []);
  world.socket.onopen?.();
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(world.socket.sent.at(-1), { event: "add_pair", data: {}, id: 1 });
  world.socket.receive({ ...DONE, id: 1 });
  assert.deepEqual(await answer, { ...DONE, id: 1 });
});

Deno.test("Connection refuses what was asked while it opened where it does not open", async () => {
  const { world, connection } = setUp();
  connection.start();
  const answer = connection.request("add_pair", {});
  world.socket.onclose?.();
  await assert.rejects(answer, { code: "notConnected" });
});

Deno.test("Connection tells that a request may have been done when it breaks before the answer", async () => {
  const { world, connection } = connected();
  const answer = connection.request("add_pair", {});
  world.socket.onclose?.();
  await assert.rejects(answer, { code: "connectionLost" });
});

Deno.test("Connection does not wait for an answer for ever", async () => {
  const { world, connection } = connected();
  const answer = connection.request("add_pair", {});
  world.pass(ANSWER_LIMIT_MS);
  await assert.rejects(answer, { code: "timeout" });
});

Deno.test("Connection ignores what is no frame", () => {
  const { world, heard } = connected();
  for (const data of ["", "{", "null", "[]", '{"event":"x"}', new ArrayBuffer(1)]) {
    world.socket.onmessage?.({ data });
  }
  assert.deepEqual(heard, ["linked", "heartbeat"]);
});

Deno.test("Connection leaves no timer and no socket behind when it stops", async () => {
  const { world, connection } = connected();
  const answer = connection.request("add_pair", {});
  connection.stop();
  await assert.rejects(answer, { code: "stopped" });
  assert.equal(world.timers, 0);
  assert.equal(world.socket.isClosed, true);
});
