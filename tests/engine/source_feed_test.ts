import assert from "node:assert/strict";
import { type ScriptedProgram, withProgramOn } from "./scripted_program.ts";
import { StreamingSource } from "../servers/scripted_source.ts";

const SECOND = 1_000;
const CAUSE = { address: "test" };

type Scripted = ScriptedProgram<StreamingSource>;

/** A program whose source streams; its pair costs what the test says, and 100 while it says nothing. */
function withStream(
  test: (scripted: Scripted) => Promise<void>,
  priceAt: (passedMs: number) => number = () => 100,
): Promise<void> {
  return withProgramOn(
    (clock) => {
      const source = new StreamingSource("binance", clock, priceAt);
      source.answersPast = true;
      return source;
    },
    async (scripted) => {
      await scripted.program.run("add_pair", { pair: "BTCUSDT" }, CAUSE);
      scripted.program.start();
      await scripted.pass(SECOND);
      await test(scripted);
    },
  );
}

async function setTarget({ program }: Scripted, more: Record<string, unknown> = {}) {
  const alarm = { type: "target", targetPrice: 110, direction: "fromBelow", ...more };
  await program.run("add_alarm", { pair: "BTCUSDT", alarm }, CAUSE);
}

const pairOf = ({ program }: Scripted) => program.store.state.pairs.get("BTCUSDT");
const firesOf = ({ program }: Scripted) => program.store.state.fires;

const iso = (ms: number) => new Date(ms).toISOString();

/** Lets what the stream said be evaluated. */
async function settle({ pass }: Scripted) {
  await pass(1);
  await pass(1);
}

Deno.test("SourceFeed evaluates every tick of a live stream, and the source is not asked any more", async () => {
  await withStream(async (scripted) => {
    const { source, pass } = scripted;
    assert.deepEqual(source.watched, ["BTCUSDT"]);
    await setTarget(scripted);
    source.goLive();
    await settle(scripted);
    await pass(SECOND);
    const { checks } = source;
    source.tick(105);
    await settle(scripted);
    assert.equal(pairOf(scripted)?.currentPrice, 105);
    source.tick(111, { at: scripted.clock.now() + 1 });
    await settle(scripted);
    assert.equal(firesOf(scripted)[0]?.price, 111);
    assert.equal(firesOf(scripted)[0]?.late, false);
    await pass(30 * SECOND);
    assert.equal(source.checks, checks);
  });
});

Deno.test("SourceFeed fires on a wick that a tick tells by its high only", async () => {
  await withStream(async (scripted) => {
    const { source, pass } = scripted;
    await setTarget(scripted);
    source.goLive();
    await settle(scripted);
    await pass(SECOND);
    source.tick(100, { low: 99, high: 101 });
    await pass(SECOND);
    source.tick(100, { low: 99, high: 112 });
    await settle(scripted);
    const [fire] = firesOf(scripted);
    assert.deepEqual([fire?.price, fire?.seenIn, fire?.late], [112, "high", false]);
    assert.match(fire?.message ?? "", /that was a short high, the next price was 100$/);
  });
});

Deno.test("SourceFeed has what came before the stream evaluated first, and then the ticks that waited", async () => {
  const spike = { from: 5 * SECOND, to: 7 * SECOND };
  await withStream(async (scripted) => {
    const { source, pass, clock } = scripted;
    await setTarget(scripted);
    source.beforeAnswer = () => new Promise(() => {});
    await pass(39.5 * SECOND);
    source.goLive();
    source.tick(100, { at: clock.now() });
    source.tick(113, { at: clock.now() + 1 });
    await settle(scripted);
    const [fire] = firesOf(scripted);
    assert.equal(firesOf(scripted).length, 1);
    assert.deepEqual([fire?.price, fire?.late], [120, true]);
    assert.equal(pairOf(scripted)?.currentPrice, 113);
  }, (passed) => passed >= spike.from && passed < spike.to ? 120 : 100);
});

Deno.test("SourceFeed asks again for a second that the source cannot tell yet, before it evaluates any tick", async () => {
  // The source's newest second is taken for one under way: where it tells none after it, the last one before the stream
  // is not told at once.
  const spike = { from: 39 * SECOND, to: 40 * SECOND };
  await withStream(async (scripted) => {
    const { source, pass, clock } = scripted;
    await setTarget(scripted);
    source.beforeAnswer = () => new Promise(() => {});
    await pass(39 * SECOND);
    const candles = source.candles.bind(source);
    let asked = 0;
    source.candles = async (pair, range) => {
      const answer = await candles(pair, range);
      const isFirst = range.stepMs === SECOND && asked++ === 0;
      return isFirst ? { ...answer, candles: answer.candles.slice(0, -1) } : answer;
    };
    source.goLive();
    source.tick(100, { at: clock.now() });
    await settle(scripted);
    assert.equal(firesOf(scripted).length, 0);
    await pass(3 * SECOND);
    const [fire] = firesOf(scripted);
    assert.deepEqual([fire?.price, firesOf(scripted).length], [120, 1]);
  }, (passed) => passed >= spike.from && passed < spike.to ? 120 : 100);
});

Deno.test("SourceFeed leaves the pair to polling while the stream is down, and fills the gap afterwards", async () => {
  const spike = { from: 60 * SECOND, to: 61 * SECOND };
  await withStream(async (scripted) => {
    const { source, pass } = scripted;
    await setTarget(scripted);
    source.goLive();
    await settle(scripted);
    await pass(2 * SECOND);
    source.tick(100);
    const { checks } = source;
    source.goDown();
    await pass(28 * SECOND);
    assert.ok(source.checks > checks, "the source is asked again");
    await pass(60 * SECOND);
    const [fire] = firesOf(scripted);
    assert.deepEqual([fire?.price, firesOf(scripted).length], [120, 1]);
  }, (passed) => passed >= spike.from && passed < spike.to ? 120 : 100);
});

Deno.test("SourceFeed is left alone by a check that asked for the price before the pair went live", async () => {
  await withStream(async (scripted) => {
    const { source, pass, clock } = scripted;
    const answer = Promise.withResolvers<void>();
    source.beforeAnswer = () => answer.promise;
    await pass(60 * SECOND - clock.monotonic());
    source.goLive();
    source.tick(100.5);
    await pass(3 * SECOND);
    let asked = 0;
    const candles = source.candles.bind(source);
    source.candles = (pair, range) => {
      // The history is filled in wider candles.
      if (range.stepMs === SECOND) asked++;
      return candles(pair, range);
    };
    await pass(40 * SECOND);
    answer.resolve();
    await settle(scripted);
    assert.equal(asked, 0);
  });
});

Deno.test("SourceFeed has the rest of the second evaluated in which the stream was cut", async () => {
  await withStream(async (scripted) => {
    const { source, pass, clock } = scripted;
    await setTarget(scripted);
    source.goLive();
    await settle(scripted);
    const second = clock.now() - clock.monotonic() + 39 * SECOND;
    while (clock.now() < second + 300) {
      await pass(300);
      source.tick(100 + clock.monotonic() / 1e9);
    }
    await settle(scripted);
    source.goDown();
    source.beforeAnswer = () => new Promise(() => {});
    const candles = source.candles.bind(source);
    source.candles = async (pair, range) => {
      const answer = await candles(pair, range);
      const spiked = answer.candles.map((candle) =>
        candle.at === second ? { ...candle, high: 120 } : candle
      );
      return { ...answer, candles: spiked };
    };
    await pass(5 * SECOND);
    source.goLive();
    await pass(SECOND);
    assert.deepEqual(firesOf(scripted).map(({ price }) => price), [120]);
  });
});

Deno.test("SourceFeed fills gaps when a pair is traded again, which the source says only later", async () => {
  const spike = { from: 80 * SECOND, to: 82 * SECOND };
  const priceAt = (passed: number) => passed >= spike.from && passed < spike.to ? 120 : 100;
  await withStream(async (scripted) => {
    const { source, pass, clock } = scripted;
    await setTarget(scripted);
    source.goLive();
    await settle(scripted);
    const stream = async (until: number) => {
      while (clock.monotonic() < until) {
        await pass(SECOND);
        source.tick(priceAt(clock.monotonic()) + clock.monotonic() / 1e9);
      }
    };
    await stream(30 * SECOND);
    source.troubles.set("BTCUSDT", { kind: "halted", reason: "Binance has halted BTCUSDT" });
    await stream(100 * SECOND);
    assert.equal(pairOf(scripted)?.trouble?.kind, "halted");
    source.troubles.clear();
    await stream(150 * SECOND);
    assert.equal(pairOf(scripted)?.trouble, null);
    const fires = firesOf(scripted).map(({ price, late }) => [price, late]);
    assert.deepEqual(fires, [[120, true]]);
    const resolutions = pairOf(scripted)?.coverage?.map(({ grain }) => grain);
    assert.deepEqual(resolutions, ["second", "tick", "second", "tick"]);
  }, priceAt);
});

Deno.test("SourceFeed says that a stream is down until all of its connections are back", async () => {
  await withStream(async ({ program, source }) => {
    await program.run("add_pair", { pair: "ETHUSDT" }, CAUSE);
    const problem = () => program.status().sources[0]?.stream?.problem;
    source.goLive("BTCUSDT");
    source.goDown("BTCUSDT");
    source.state = "down";
    source.goLive("ETHUSDT");
    assert.match(problem() ?? "", /was closed/);
    source.state = "live";
    source.goLive("BTCUSDT");
    assert.equal(problem(), null);
  });
});

Deno.test("SourceFeed notes what was watched by ticks and what nobody could tell", async () => {
  await withStream(async (scripted) => {
    const { source, pass } = scripted;
    source.goLive();
    await settle(scripted);
    for (let second = 0; second < 5; second++) {
      await pass(SECOND);
      source.tick(100 + second);
    }
    source.goDown();
    source.answersPast = false;
    source.beforeAnswer = () => new Promise(() => {});
    await pass(60 * SECOND);
    source.goLive();
    await pass(15 * SECOND);
    source.tick(101);
    await pass(SECOND);
    source.tick(102);
    await settle(scripted);
    const told = pairOf(scripted)?.coverage?.map(({ grain }) => grain);
    assert.deepEqual(told?.slice(-3), ["tick", "nothing", "tick"]);
  });
});

/** What the stream, lost at 2.3 s, tells first when it is back, in milliseconds, and how that stretch was watched then. */
const COMES_BACK = [
  ["within the second of which it tells all", { since: 2_000, at: 2_999 }, "tick"],
  ["a second later", { since: 3_000, at: 3_999 }, "nothing"],
] as const;

for (const [when, { since, at }, grain] of COMES_BACK) {
  Deno.test(`SourceFeed misses what a stream did not tell that comes back ${when}`, async () => {
    await withStream(async (scripted) => {
      const { source, pass, clock } = scripted;
      source.goLive();
      await settle(scripted);
      const start = Math.ceil(clock.now() / SECOND) * SECOND;
      await pass(start + 2_400 - clock.now());
      source.tick(100, { since: start + 2_000, at: start + 2_300, low: 100, high: 101 });
      await settle(scripted);
      source.answersPast = false;
      source.beforeAnswer = () => new Promise(() => {});
      source.goDown();
      source.goLive();
      // Alarms wait no longer for what came before.
      await pass(start + at + 11 * SECOND - clock.now());
      source.tick(100, { since: start + since, at: start + at, low: 99, high: 102 });
      await settle(scripted);
      const last = pairOf(scripted)?.coverage?.at(-1);
      assert.deepEqual(last, { from: last?.from, to: iso(start + at), grain });
    });
  });
}

Deno.test("SourceFeed watches pairs as they come and go, and closes with the program", async () => {
  await withStream(async ({ program, source }) => {
    await program.run("add_pair", { pair: "ETHUSDT" }, CAUSE);
    assert.deepEqual(source.watched, ["BTCUSDT", "ETHUSDT"]);
    await program.run("remove_pair", { pair: "BTCUSDT" }, CAUSE);
    assert.deepEqual(source.watched, ["ETHUSDT"]);
    await program.stop();
    assert.ok(source.isClosed);
  });
});

Deno.test("SourceFeed keeps prices of a stream in memory and on disk at the next check", async () => {
  await withStream(async (scripted) => {
    const { source, pass, program } = scripted;
    source.goLive();
    await settle(scripted);
    await pass(SECOND);
    const told: boolean[] = [];
    program.store.onCommitted(({ isLazy }) => void told.push(isLazy));
    source.tick(105);
    await settle(scripted);
    assert.deepEqual(told, [true]);
    assert.equal(program.snapshot().pairs[0]?.currentPrice, 105);
  });
});
