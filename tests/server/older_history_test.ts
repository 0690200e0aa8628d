import assert from "node:assert/strict";
import {
  type CandlesRange,
  type ListedPair,
  type SourceCandles,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import { DemoSource } from "@/lib/sources/demo/demo.ts";
import { SourceRouter } from "@/lib/sources/table.ts";
import { FakeClock } from "../engine/fake_clock.ts";
import { type AppUnderTest, withApp } from "../program/app_under_test.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = "2026-01-15T12:34:56Z";
const PATH = "/api/pairs/BTCUSDT/history";

/** The demo market, with a past as a test wants it. */
class Teller extends DemoSource {
  readonly asked: CandlesRange[] = [];
  readonly signals: AbortSignal[] = [];
  most = 0;
  #asking = 0;
  answer: (range: CandlesRange) => Promise<SourceCandles> = (range) =>
    Promise.resolve(hourly(range));

  override async candles(
    _pair: ListedPair,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles> {
    this.asked.push(range);
    this.signals.push(signal);
    this.most = Math.max(this.most, ++this.#asking);
    try {
      return await this.answer(range);
    } finally {
      this.#asking--;
    }
  }
}

function hourly({ from, to, stepMs }: CandlesRange): SourceCandles {
  const candles = [];
  for (let at = from; at < to; at += stepMs) {
    candles.push({ at, open: 10, high: 12, low: 8, close: 11, volume: 5 });
  }
  return {
    ...{ candles, stepMs, shape: "candles", covered: { from, to } },
    ...{ newestOpen: false, problem: null },
  };
}

interface Stage extends AppUnderTest {
  readonly source: Teller;
  readonly clock: FakeClock;
}

/** A server that keeps two days and has a pair's first price. */
async function onStage(test: (stage: Stage) => Promise<void>): Promise<void> {
  const clock = new FakeClock(NOW);
  const source = new Teller({ clock });
  const sources = new Map([["demo", source] as const]);
  const router = new SourceRouter({ mode: "demo", sources });
  await withApp(
    async (app) => {
      assert.equal((await app.json("/api/pairs", "POST", { pair: "BTCUSDT" })).status, 201);
      await test({ ...app, source, clock });
    },
    { HISTORY_DAYS: "2" },
    { clock, sources: { sources, router } },
  );
}

const since = (ms: number, interval = "1h") =>
  `${PATH}?interval=${interval}&from=${new Date(Date.parse(NOW) - ms).toISOString()}`;

/** Lets the server come as far as it does without time. */
async function settled(until: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !until(); turn++) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  assert.ok(until());
}

Deno.test("GET history joins what the source tells before what is stored, each hour once", async () => {
  await onStage(async ({ json, source }) => {
    const { status, body } = await json(since(3 * DAY));
    assert.equal(status, 200);
    const starts = body.bars.map(({ timestamp }: { timestamp: string }) => Date.parse(timestamp));
    const first = Date.parse("2026-01-12T12:00:00Z");
    assert.deepEqual(starts, Array.from({ length: 73 }, (_, nth) => first + nth * HOUR));
    const { timestamp, open, low, close, volume } = body.bars.at(-1);
    assert.equal(timestamp, "2026-01-15T12:00:00.000Z");
    assert.deepEqual([open, low, volume], [10, 8, 5], "the hour in which prices begin is whole");
    assert.ok(close > 1_000, "its end is what is stored");
    assert.deepEqual(body.older, {
      ...{ source: "demo", before: "2026-01-15T12:34:56.000Z", step: 3600, problem: null },
    });
    assert.equal(source.asked.length, 1);
  });
});

Deno.test("GET history asks no source for what is kept, nor for what is refused", async () => {
  await onStage(async ({ json, source }) => {
    const { body } = await json(since(2 * DAY - HOUR));
    assert.deepEqual([body.bars.length, body.older], [1, undefined]);
    assert.equal((await json(since(30 * DAY, "1m"))).body.field, "step");
    assert.equal((await json(`${PATH}?from=yesterday`)).body.field, "from");
    const before = await json(
      `${PATH}?interval=1d&from=1969-01-01T00:00:00Z&to=1971-01-01T00:00:00Z`,
    );
    assert.deepEqual([before.status, before.body.bars], [200, []]);
    assert.deepEqual(source.asked, []);
  });
});

const FAILURES = [
  [
    "limited",
    new SourceError("demo", "The demo asked not to be called", "rateLimited"),
    "The demo asked not to be called",
  ],
  ["unreachable", new SourceError("demo", "Cannot reach it", "unreachable"), "Cannot reach it"],
  ["unknown", new UnknownPairError("BTCUSDT", "demo"), /does not list BTCUSDT$/],
  ["broken", new TypeError("x is undefined"), /could not be asked$/],
] as const;

for (const [what, error, words] of FAILURES) {
  Deno.test(`GET history has what is stored and says why the source tells no more: ${what}`, async () => {
    await onStage(async ({ json, source }) => {
      source.answer = () => Promise.reject(error);
      const { status, body } = await json(since(3 * DAY));
      assert.deepEqual([status, body.bars.length], [200, 1]);
      assert.match(body.older.problem, new RegExp(words));
    });
  });
}

Deno.test("GET history says since when the source knows the pair", async () => {
  await onStage(async ({ json, source }) => {
    const from = Date.parse("2026-01-14T00:00:00Z");
    source.answer = (range) => Promise.resolve(hourly({ ...range, from }));
    const { body } = await json(since(3 * DAY));
    assert.equal(body.bars[0].timestamp, "2026-01-14T00:00:00.000Z");
    assert.match(body.older.problem, /tells nothing of BTCUSDT before 2026-01-14T00:00:00Z$/);
  });
});

Deno.test("GET history asks a source for an hour no more about the time before it knows the pair", async () => {
  await onStage(async ({ json, source, clock }) => {
    const begins = Date.parse("2026-01-14T00:20:00Z");
    source.answer = (range) => {
      const first = Math.floor(begins / range.stepMs) * range.stepMs;
      return Promise.resolve(hourly({ ...range, from: Math.max(range.from, first) }));
    };
    const told = (body: { older: { problem: string } }) => body.older.problem;
    const { body } = await json(since(3 * DAY));
    assert.equal(source.asked.splice(0).length, 1);
    await clock.pass(source.past.pauseMs);
    // Another zoom has another grid, and begins with the step in which the source begins.
    const wider = await json(since(60 * DAY, "4h"));
    const asked = source.asked.splice(0).map(({ from }) => new Date(from).toISOString());
    assert.deepEqual(asked, ["2026-01-14T00:00:00.000Z"]);
    assert.equal(told(wider.body), told(body));
    await clock.pass(source.past.pauseMs);
    const before = await json(`${since(90 * DAY, "4h")}&to=2026-01-13T00:00:00Z`);
    assert.deepEqual([before.status, before.body.bars, source.asked], [200, [], []]);
    assert.equal(told(before.body), told(body));
    await clock.pass(HOUR);
    await json(`${since(90 * DAY, "4h")}&to=2026-01-13T00:00:00Z`);
    assert.equal(source.asked.length, 1, "a coin may be listed anew");
  });
});

Deno.test("GET history does not wait for a source for longer than ten seconds", async () => {
  await onStage(async ({ json, source, clock }) => {
    source.answer = () => new Promise(() => {});
    const answer = json(since(3 * DAY));
    await settled(() => source.asked.length === 1);
    await clock.pass(10_000);
    const { status, body } = await answer;
    assert.deepEqual([status, body.bars.length], [200, 1]);
    assert.match(body.older.problem, /did not answer in time$/);
    assert.ok(source.signals[0]?.aborted);
  });
});

Deno.test("GET history ends its question to the source with the last who waits for it", async () => {
  await onStage(async ({ request, source, program: { olderPast } }) => {
    source.answer = () => new Promise(() => {});
    let waiting = 0;
    const ask = olderPast.ask.bind(olderPast);
    olderPast.ask = (...question) => {
      waiting++;
      return ask(...question);
    };
    const [one, other] = [new AbortController(), new AbortController()];
    const answers = [one, other].map(({ signal }) => request(since(3 * DAY), { signal }));
    await settled(() => source.asked.length === 1 && waiting === 2);
    one.abort();
    await answers[0];
    assert.equal(source.signals[0]?.aborted, false);
    other.abort();
    await answers[1];
    assert.equal(source.signals[0]?.aborted, true);
  });
});

Deno.test("Ten who look at the same past cost the source one question, and nobody a second one for a while", async () => {
  await onStage(async ({ json, source, clock }) => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => json(since(3 * DAY))));
    for (const { body } of answers) assert.equal(body.bars.length, 73);
    assert.equal(source.asked.length, 1);
    await clock.pass(60_000);
    await json(since(3 * DAY));
    assert.equal(source.asked.length, 1);
    await clock.pass(10 * 60_000);
    await json(since(3 * DAY));
    assert.equal(source.asked.length, 2);
  });
});

Deno.test("A failure is the answer for a short while only", async () => {
  await onStage(async ({ json, source, clock }) => {
    source.answer = () => Promise.reject(new SourceError("demo", "Cannot", "unreachable"));
    for (let times = 0; times < 3; times++) await json(since(3 * DAY));
    assert.equal(source.asked.length, 1);
    source.answer = (range) => Promise.resolve(hourly(range));
    await clock.pass(15_000);
    assert.equal((await json(since(3 * DAY))).body.older.problem, null);
  });
});

Deno.test("Of a pair one stretch is asked for at a time, with the pause after it that loading has", async () => {
  await onStage(async ({ json, source, clock }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    source.answer = async (range) => {
      await promise;
      return hourly(range);
    };
    const answers = [json(since(3 * DAY)), json(since(4 * DAY))];
    await settled(() => source.asked.length === 1);
    resolve();
    await Promise.race(answers);
    await settled(() => clock.sleeping === 2);
    assert.equal(source.asked.length, 1, "the pause");
    await clock.pass(source.past.pauseMs);
    for (const { body } of await Promise.all(answers)) assert.equal(body.older.problem, null);
    assert.deepEqual([source.asked.length, source.most], [2, 1]);
  });
});

Deno.test("A source that must be left alone for longer is not waited for", async () => {
  await onStage(async ({ json, source }) => {
    source.past.pauseMs = 30_000;
    await json(since(3 * DAY));
    const { body } = await json(since(4 * DAY));
    assert.match(body.older.problem, /was asked just now and is next in 30 s/);
    assert.equal(source.asked.length, 1);
  });
});

Deno.test("What is too much to be asked for at once comes in wider bars, or its newest part", async () => {
  await onStage(async ({ json, source, clock }) => {
    const { body } = await json(since(60 * DAY));
    assert.deepEqual([body.step, body.older.step, body.older.problem], [3600, 14_400, null]);
    assert.equal(body.bars[1].timestamp, "2025-11-16T16:00:00.000Z");
    await clock.pass(1_000);
    const long = await json(since(1_000 * DAY, "1d"));
    assert.equal(long.body.bars.length, 600);
    assert.match(long.body.older.problem, /was not asked for: too much$/);
    assert.ok(source.asked.every(({ from, to, stepMs }) => (to - from) / stepMs <= 600));
  });
});
