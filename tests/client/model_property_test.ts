import assert from "node:assert/strict";
import fc from "fast-check";
import type { Pair } from "@/lib/alarms/pair.ts";
import { parseFrame } from "@/lib/client/connection.ts";
import { applyFrame, modelOf, shouldResync } from "@/lib/client/model.ts";
import { FakeSocket } from "./fake_socket.ts";
import { type Happening, happenings, ReferenceServer } from "./reference_server.ts";
import { aSnapshot } from "./samples.ts";

/** What becomes of the frames that are on their way. */
const TRICKS = ["arrive", "arrive", "arrive", "lose", "repeat", "swap", "hold"] as const;
const LINES = ["stays", "stays", "stays", "stays", "stays", "breaks", "restarts"] as const;
type Step = readonly [Happening, typeof TRICKS[number], typeof LINES[number]];

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.tuple(happenings, fc.constantFrom(...TRICKS), fc.constantFrom(...LINES)),
  { maxLength: 80, size: "max" },
);

/** A page behind a line that loses, repeats and reorders frames. */
class FarClient {
  model = modelOf(aSnapshot());
  #waiting: string[] = [];
  #socket = new FakeSocket();
  #taken = 0;
  #connection;

  constructor(readonly server: ReferenceServer) {
    this.#connection = server.hub.connect(this.#socket, "far away", 2);
  }

  reconnect(): void {
    this.server.hub.disconnect(this.#connection);
    this.#waiting = [];
    this.#socket = new FakeSocket();
    this.#taken = 0;
    this.#connection = this.server.hub.connect(this.#socket, "far away", 2);
    this.greet();
  }

  greet(): void {
    const { epoch, seq } = this.model;
    this.server.hub.resume(this.#connection, { epoch, seq });
  }

  receive(trick: typeof TRICKS[number]): void {
    this.#waiting.push(...this.#socket.sent.slice(this.#taken));
    this.#taken = this.#socket.sent.length;
    if (trick === "hold") return;
    let frames = this.#waiting.splice(0);
    // Without the snapshot that it begins with, a connection is none.
    if (trick === "lose") frames = frames.filter((text) => parseFrame(text)?.event === "snapshot");
    if (trick === "repeat") frames.push(...frames);
    if (trick === "swap") frames.reverse();
    for (const text of frames) this.#apply(text);
  }

  /**
   * The line is good for a while: a beat tells what was missed, it is asked for and arrives; and so are the
   * prices, as by every page that wakes.
   */
  settle(): void {
    this.server.hub.beat();
    this.greet();
    for (let round = 0; round < 3; round++) this.receive("arrive");
  }

  #apply(text: string): void {
    const before = this.model;
    const frame = parseFrame(text);
    assert.ok(frame !== null, "the server sent what is no frame");
    this.model = applyFrame(before, frame);
    if (shouldResync(before, this.model, frame)) this.greet();
  }
}

function seen({ pairs, ringing, status, gap, early }: FarClient["model"]) {
  return { pairs: pairs.map(shown), ringing, status, gap, early };
}

/** Of a pair what is exact on the wire. */
function shown(pair: Pair) {
  const { symbol, trouble, alarms, currentPrice, maxPrice, minPrice, firstPrice } = pair;
  return { symbol, trouble, alarms, currentPrice, maxPrice, minPrice, firstPrice };
}

/** Moments are exact to a second, and the line of prices ends with the newest. */
function assertMoments(client: FarClient): void {
  for (const { symbol, lastUpdate, priceHistory, currentPrice } of client.model.pairs) {
    const real = client.server.pairs.get(symbol)?.lastUpdate ?? "";
    const off = Date.parse(lastUpdate ?? "") - Date.parse(real);
    assert.ok(Math.abs(off) <= 1_000, `${symbol} is ${off} ms off`);
    assert.equal(priceHistory.at(-1)?.price, currentPrice);
  }
}

function run(all: readonly Step[]): FarClient {
  const server = new ReferenceServer();
  const client = new FarClient(server);
  for (const [happening, trick, line] of all) {
    server.happen(happening);
    if (line === "restarts") server.restart();
    if (line !== "stays") client.reconnect();
    client.receive(trick);
  }
  return client;
}

Deno.test("a client that misses, repeats, reorders and reconnects ends with the server's state", () => {
  fc.assert(
    fc.property(steps, (happened) => {
      const client = run(happened);
      client.settle();
      const { pairs, ringing, status } = client.server;
      const all = [...pairs.values()];
      const state = { pairs: all.map(shown), ringing, status, gap: false, early: [] };
      assert.deepEqual(seen(client.model), state);
      assertMoments(client);
    }),
    { numRuns: 300 },
  );
});

Deno.test("a client whose frames all arrive needs no greeting", () => {
  fc.assert(
    fc.property(fc.array(happenings, { maxLength: 60 }), (all) => {
      const server = new ReferenceServer();
      const client = new FarClient(server);
      for (const happening of all) {
        server.happen(happening);
        client.receive("arrive");
        assert.equal(client.model.gap, false);
      }
      assert.deepEqual(client.model.pairs.map(shown), [...server.pairs.values()].map(shown));
      assertMoments(client);
      assert.deepEqual(client.model.ringing, server.ringing);
    }),
    { numRuns: 100 },
  );
});
