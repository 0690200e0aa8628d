import assert from "node:assert/strict";
import { CoinbaseStream } from "@/lib/sources/coinbase/coinbase.ts";
import { Subscriptions } from "@/lib/sources/stream/protocol.ts";

const HOUR = 60 * 60_000;

/** A source that refuses some products, and may close the connection over it. */
class Source {
  now = 0;
  readonly live = new Set<string>();
  readonly refused = new Set<string>();
  connections = 0;
  requests = 0;
  unanswered = 0;
  #inbox: string[][] = [];
  readonly subscriptions = new Subscriptions({
    protocol: new CoinbaseStream(""),
    send: (text) => void this.#inbox.push(JSON.parse(text).channels[0].product_ids),
    nextId: () => 0,
    after: () => () => {},
    now: () => this.now,
    onRefused: (key) => this.refused.add(key),
    onUnanswered: () => this.unanswered++,
  });

  constructor(
    readonly bad: ReadonlySet<string>,
    readonly does: "answers" | "names" | "closes" | "breaks",
  ) {}

  /** Connects until nothing more is to be asked for. */
  run(): void {
    for (let isDone = false; !isDone;) {
      assert.ok(++this.connections < 100, "it connects for ever");
      this.live.clear();
      this.#inbox = [];
      this.subscriptions.opened();
      isDone = this.#answerAll();
    }
  }

  /** False when the connection was closed meanwhile. */
  #answerAll(): boolean {
    for (let keys = this.#inbox.shift(); keys !== undefined; keys = this.#inbox.shift()) {
      this.requests++;
      const bad = keys.find((key) => this.bad.has(key));
      if (bad === undefined) {
        for (const key of keys) this.live.add(key);
        this.subscriptions.subscribed(keys);
        continue;
      }
      if (this.does !== "breaks") {
        this.subscriptions.refused(null, this.does === "names" ? `${bad} is not valid` : "no");
      }
      if (this.does === "answers" || this.does === "names") continue;
      this.subscriptions.lost();
      return false;
    }
    return true;
  }
}

const KEYS = Array.from({ length: 120 }, (_, index) => `C${index}-USD`);
const BAD = new Set(["C3-USD", "C77-USD"]);
const GOOD = KEYS.filter((key) => !BAD.has(key));

for (
  const [does, says, requests] of [
    ["answers", "refuses a request for many without naming the bad one", 40],
    ["names", "names the bad one", 7],
    ["closes", "closes the connection on each refusal", 60],
    ["breaks", "only breaks the connection", 140],
  ] as const
) {
  Deno.test(`Subscriptions brings all good keys when the source ${says}`, () => {
    const source = new Source(BAD, does);
    source.subscriptions.add(KEYS);
    source.run();
    assert.deepEqual([...source.live].sort(), [...GOOD].sort());
    assert.deepEqual([...source.refused].sort(), [...BAD].sort());
    assert.ok(source.requests <= requests, `${source.requests} requests`);
    // The next connection begins with what is known.
    const { connections } = source;
    source.run();
    assert.equal(source.connections, connections + 1);
    assert.deepEqual([...source.live].sort(), [...GOOD].sort());
  });
}

Deno.test("Subscriptions asks for a refused key again after an hour, alone and last", () => {
  const bad = new Set(BAD);
  const source = new Source(bad, "closes");
  source.subscriptions.add(KEYS);
  source.run();
  bad.delete("C3-USD");
  source.now = HOUR;
  source.run();
  assert.ok(source.live.has("C3-USD"));
  assert.equal(source.live.size, KEYS.length - 1);
});

Deno.test("Subscriptions blames no key for a limit", () => {
  const source = new Source(new Set(), "answers");
  source.subscriptions.add(["A-USD", "B-USD"]);
  source.subscriptions.opened();
  source.subscriptions.refused(null, "Rate limit exceeded");
  assert.deepEqual([source.refused.size, source.unanswered], [0, 1]);
});

Deno.test("Subscriptions takes one lost connection for no refusal", () => {
  const source = new Source(new Set(), "answers");
  source.subscriptions.add(KEYS);
  source.subscriptions.opened();
  source.subscriptions.lost();
  source.run();
  assert.equal(source.requests, 3);
  assert.equal(source.live.size, KEYS.length);
});
