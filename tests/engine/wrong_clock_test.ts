import assert from "node:assert/strict";
import type { Observation } from "@/lib/market/accept.ts";
import type { CandlesRange, ListedPair } from "@/lib/sources/source.ts";
import { type ScriptedProgram, withProgramOn } from "./scripted_program.ts";
import { StreamingSource } from "../servers/scripted_source.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const CAUSE = { address: "test" };

/** A source whose candles and ticks are dated by a clock of its own, which the program knows the difference to. */
class OwnClockSource extends StreamingSource {
  override answersPast = true;
  readonly candleCost = { weight: 0, weightPerMinute: () => Infinity, apartMs: 0 };
  /** Our clock minus the source's. */
  differenceMs = 0;
  /** The program learns the difference from the first candles, and takes it for 0 before. */
  isLearned = true;
  isLearnedFromCandles = true;
  readonly sourceClock = {
    source: this as { differenceMs: number; isLearned: boolean },
    get differenceMs() {
      return this.source.isLearned ? this.source.differenceMs : 0;
    },
    moved(deltaMs: number) {
      this.source.differenceMs += deltaMs;
    },
  };

  override async candles(pair: ListedPair, theirs: CandlesRange) {
    const ms = this.differenceMs;
    const ours = { from: theirs.from + ms, to: theirs.to + ms, stepMs: theirs.stepMs };
    const answer = await super.candles(pair, ours);
    this.isLearned ||= this.isLearnedFromCandles;
    return {
      ...answer,
      candles: answer.candles.map((candle) => ({ ...candle, at: candle.at - ms })),
    };
  }

  override tick(price: number, { since, ...more }: Partial<Observation> = {}): void {
    const ms = this.differenceMs;
    const theirs = { at: this.clock.now() - ms, ...(since !== undefined && { since: since - ms }) };
    super.tick(price, { ...theirs, ...more });
  }
}

type Scripted = ScriptedProgram<OwnClockSource>;

function withOwnClock(
  differenceMs: number,
  test: (scripted: Scripted) => Promise<void>,
  priceAt: (passedMs: number) => number = () => 100,
): Promise<void> {
  return withProgramOn((clock) => {
    const source = new OwnClockSource("binance", clock, priceAt);
    source.differenceMs = differenceMs;
    return source;
  }, async (scripted) => {
    await scripted.program.run("add_pair", { pair: "BTCUSDT" }, CAUSE);
    const alarm = { type: "target", targetPrice: 110, direction: "fromBelow" };
    await scripted.program.run("add_alarm", { pair: "BTCUSDT", alarm }, CAUSE);
    scripted.program.start();
    await test(scripted);
  });
}

const firesOf = ({ program }: Scripted) => program.store.state.fires;

for (const [where, differenceMs] of [["ahead", HOUR], ["behind", -HOUR]] as const) {
  Deno.test(`Checker finds a spike between two prices by a clock that is an hour ${where} of the source's`, async () => {
    const at = 2 * MINUTE + 4 * SECOND;
    const priceAt = (passed: number) => passed >= at && passed < at + 2 * SECOND ? 120 : 100;
    await withOwnClock(differenceMs, async (scripted) => {
      scripted.source.events = null;
      await scripted.pass(3 * MINUTE);
      const [fire] = firesOf(scripted);
      assert.deepEqual([fire?.price, fire?.late, firesOf(scripted).length], [120, false, 1]);
      const ago = scripted.clock.now() - Date.parse(fire?.timestamp ?? "");
      assert.ok(ago > 50 * SECOND && ago < MINUTE, `dated ${ago} ms ago`);
    }, priceAt);
  });

  Deno.test(`SourceFeed takes ticks by a clock that is an hour ${where} of the source's`, async () => {
    await withOwnClock(differenceMs, async (scripted) => {
      const { source, pass } = scripted;
      // Within a second, so that the one before it is told.
      await pass(MINUTE + SECOND / 2);
      source.goLive();
      await pass(2);
      await pass(SECOND);
      source.tick(111);
      await pass(2);
      assert.equal(firesOf(scripted)[0]?.price, 111);
    });
  });

  Deno.test(`SourceFeed sees the high of a second by a clock that is an hour ${where} of the source's`, async () => {
    await withOwnClock(differenceMs, async (scripted) => {
      const { source, pass, clock } = scripted;
      await pass(MINUTE + SECOND / 2);
      source.goLive();
      await pass(2);
      await pass(2 * SECOND);
      source.tick(100, { since: clock.now() - SECOND + 1, first: 100, low: 100, high: 112 });
      await pass(2);
      assert.deepEqual(firesOf(scripted).map(({ price, seenIn }) => [price, seenIn]), [[
        112,
        "high",
      ]]);
    });
  });
}

for (const [way, seconds] of [["forward", 86_400], ["back", -86_400]] as const) {
  Deno.test(`SourceFeed goes on when our clock is set ${way} by a day while it streams`, async () => {
    await withOwnClock(0, async (scripted) => {
      const { source, pass, clock } = scripted;
      await pass(MINUTE);
      source.goLive();
      await pass(2);
      for (let second = 0; second < 3; second++) {
        await pass(SECOND);
        source.tick(100 + second / 10);
      }
      await pass(2);
      clock.set(seconds * SECOND);
      await pass(SECOND);
      source.tick(101);
      await pass(SECOND);
      source.tick(111);
      await pass(2);
      const pair = scripted.program.store.state.pairs.get("BTCUSDT");
      assert.equal(pair?.currentPrice, 111);
      assert.deepEqual(firesOf(scripted).map(({ price, late }) => [price, late]), [[111, false]]);
    });
  });
}

Deno.test("SourceFeed fires on nothing of an hour ago when the first candles tell that our clock is an hour behind", async () => {
  // An hour before the time that the source is to be asked for.
  const hourAgo = (passed: number) => passed >= -HOUR + 5 * SECOND && passed < -HOUR + 20 * SECOND;
  const missed = (passed: number) => passed >= 25 * SECOND && passed < 26 * SECOND;
  await withOwnClock(-HOUR, async (scripted) => {
    const { source, pass } = scripted;
    source.beforeAnswer = () => new Promise(() => {});
    await pass(30 * SECOND);
    source.isLearned = false;
    source.goLive();
    await pass(5 * SECOND);
    assert.deepEqual(firesOf(scripted).map(({ price }) => price), [120]);
  }, (passed) => hourAgo(passed) ? 115 : missed(passed) ? 120 : 100);
});

Deno.test("SourceFeed misses nothing between the candles and the stream when our clock is seconds behind", async () => {
  const spike = { from: 38 * SECOND, to: 39 * SECOND };
  await withOwnClock(-3 * SECOND, async (scripted) => {
    const { source, pass } = scripted;
    // So small a difference is none.
    source.isLearnedFromCandles = source.isLearned = false;
    source.beforeAnswer = () => new Promise(() => {});
    await pass(40.5 * SECOND);
    source.goLive();
    source.tick(100);
    for (let second = 0; second < 8; second++) {
      await pass(SECOND);
      source.tick(100 + second / 1e9);
    }
    assert.deepEqual(firesOf(scripted).map(({ price }) => price), [120]);
  }, (passed) => passed >= spike.from && passed < spike.to ? 120 : 100);
});

for (const [way, byMs] of [["forward", HOUR], ["back", -HOUR]] as const) {
  Deno.test(`SourceFeed loses no tick that waits while our clock is set ${way} by an hour`, async () => {
    const spike = { from: 41 * SECOND, to: 42 * SECOND };
    const priceAt = (passed: number) => passed >= spike.from && passed < spike.to ? 120 : 100;
    await withOwnClock(0, async (scripted) => {
      const { source, pass, clock } = scripted;
      source.beforeAnswer = () => new Promise(() => {});
      await pass(39.5 * SECOND);
      const told = Promise.withResolvers<void>();
      const candles = source.candles.bind(source);
      source.candles = async (pair, range) => {
        const answer = await candles(pair, range);
        await told.promise;
        return answer;
      };
      source.goLive();
      while (clock.monotonic() < 43 * SECOND) {
        source.tick(priceAt(clock.monotonic()));
        await pass(SECOND);
      }
      clock.set(byMs);
      // That is noticed with the next command at the latest.
      await scripted.program.run("add_pair", { pair: "ETHUSDT" }, CAUSE);
      told.resolve();
      for (let second = 0; second < 8; second++) {
        await pass(SECOND);
        source.tick(100 + second / 1e9);
      }
      assert.deepEqual(firesOf(scripted).map(({ price }) => price), [120]);
    }, priceAt);
  });
}
