import assert from "node:assert/strict";
import type { Status } from "@/lib/protocol/frames.ts";
import { Hub } from "@/lib/server/socket/hub.ts";
import { MessageQueue, MessageRate, type Waiting } from "@/lib/server/socket/serve_socket.ts";
import { TurnQueue } from "@/lib/time/turns.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { BURST } from "@/lib/server/socket/client_socket.ts";

const ACKNOWLEDGE = JSON.stringify({ event: "acknowledge", data: { all: true } });
const turn = () => new Promise((resolve) => setTimeout(resolve));

/** A queue where each command takes a millisecond of a clock that only commands move. */
function setUp(ofAll: Waiting = { messages: 0, characters: 0 }) {
  const clock = { now: 0, pauses: 0, longest: 0, began: 0 };
  const hub = new Hub({
    epoch: "e1",
    now: () => 0,
    lastCheckAt: () => null,
    snapshot: () => ({ serverTime: "", pairs: [], ringing: [], status: {} as Status }),
  });
  const socket = new FakeSocket();
  const client = hub.connect(socket, "here");
  let ran = 0;
  const errors: unknown[] = [];
  const options = {
    hub,
    checkNow: () => Promise.resolve(),
    runFor: () => {
      ran++;
      clock.now++;
      clock.longest = Math.max(clock.longest, clock.now - clock.began);
      return Promise.resolve({ fireIds: [], acknowledgedAt: "", by: "here" });
    },
    onError: (error: unknown) => errors.push(error),
    rate: new MessageRate(() => 0),
    ofAll,
    turns: new TurnQueue({
      elapsed: () => clock.now,
      pause: async () => {
        await turn();
        clock.pauses++;
        clock.began = clock.now;
      },
    }),
  };
  const queue = new MessageQueue(client, options);
  return { ...options, socket, client, queue, clock, errors, ran: () => ran };
}

const IN_ORDER = JSON.stringify({ event: "pause_alarms", data: { ids: ["a"] } });

for (
  const [kind, message] of [["are urgent", ACKNOWLEDGE], ["wait for each other", IN_ORDER]] as const
) {
  Deno.test(`MessageQueue lets all else go on every 8 ms, however many messages that ${kind} come in a row`, async () => {
    const { queue, clock, ran, errors } = setUp();
    for (let count = 0; count < 900; count++) queue.add(message);
    assert.ok(ran() <= 8, "in the turn in which they came");
    while (ran() < 900) await turn();
    assert.ok(clock.longest <= 8, `${clock.longest} ms in one turn`);
    assert.ok(clock.pauses >= 100);
    assert.deepEqual(errors, []);
  });
}

Deno.test("MessageQueue closes a socket over its rate with 1008, and counts it out at once", async () => {
  const { hub, socket, client, queue, ran } = setUp();
  for (let count = 0; count < 30_000; count++) queue.add(ACKNOWLEDGE);
  assert.equal(socket.closeCode, 1008);
  assert.ok(client.isGone);
  assert.equal(hub.size, 0);
  assert.equal(hub.openSockets, 1, "until its connection ends");
  const sent = socket.sent.length;
  const done = ran();
  for (let count = 0; count < 10; count++) await turn();
  assert.equal(ran(), done, "what waited of it is not carried out");
  assert.equal(socket.sent.length, sent);
  hub.disconnect(client);
  assert.equal(hub.openSockets, 0);
});

Deno.test("MessageQueue closes a socket for a message over 4 MB with 1009, text or binary", () => {
  for (const message of ["x".repeat(4 * 1024 * 1024 + 1), new Blob([new Uint8Array(5 << 20)])]) {
    const { hub, socket, queue } = setUp();
    queue.add(message);
    assert.equal(socket.closeCode, 1009);
    assert.equal(hub.size, 0);
  }
});

Deno.test("MessageQueue refuses more than wait already, with the id of each", async () => {
  const { queue, socket, client } = setUp();
  for (let id = 0; id < 1500; id++) {
    queue.add(JSON.stringify({ event: "pause_alarms", data: { ids: ["a"] }, id }));
  }
  for (let count = 0; count < 400; count++) await turn();
  const refused = socket.frames().filter(({ event }) => event === "error");
  assert.equal(refused.length, 500);
  assert.equal(refused[0]?.id, 1000);
  assert.ok(!client.isGone);
});

Deno.test("MessageQueue drops who has most waiting once too much waits of all, and nobody else", async () => {
  const ofAll = { messages: 0, characters: 0 };
  const options = { ...setUp(ofAll), turns: new TurnQueue({ elapsed: () => 0 }) };
  const { hub } = options;
  const clients = Array.from({ length: 100 }, () => hub.connect(new FakeSocket(), "here"));
  const queues = clients.map((client) =>
    new MessageQueue(client, { ...options, rate: new MessageRate(() => 0) })
  );
  for (const queue of queues.slice(1)) {
    for (let count = 0; count < 900; count++) queue.add(ACKNOWLEDGE);
  }
  queues[0]?.add(ACKNOWLEDGE);
  assert.ok(ofAll.messages <= 40_000, `${ofAll.messages} wait`);
  assert.ok(clients.slice(1).filter(({ isGone }) => isGone).length > 70);
  assert.ok(!clients[0]?.isGone, "who sends little is answered");
  for (let count = 0; ofAll.messages > 0 && count < 1000; count++) await turn();
  assert.deepEqual(ofAll, { messages: 0, characters: 0 }, "what was answered is counted out");
});

Deno.test("MessageRate takes a burst, and then so many a second", () => {
  let now = 0;
  const rate = new MessageRate(() => now);
  for (let count = 0; count < BURST; count++) assert.ok(rate.takes(ACKNOWLEDGE));
  assert.ok(!rate.takes(ACKNOWLEDGE));
  now += 1000;
  for (let count = 0; count < 498; count++) assert.ok(rate.takes(ACKNOWLEDGE), String(count));
});

Deno.test("MessageRate counts long messages and those that ask for everything as many", () => {
  const taken = (message: string) => {
    const rate = new MessageRate(() => 0);
    let count = 0;
    while (rate.takes(message)) count++;
    return count;
  };
  assert.equal(taken("x".repeat(65_536)), Math.floor(BURST / 17));
  assert.equal(taken('{"event":"hello","data":{}}'), Math.floor(BURST / 101));
  assert.equal(taken(ACKNOWLEDGE), BURST);
});
