import assert from "node:assert/strict";
import { ScriptedSource } from "../servers/scripted_source.ts";
import { type ScriptedProgram, withProgramOn } from "./scripted_program.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const CAUSE = { address: "test" };
/** A moment between two checks. */
const SPIKE_AT = 2 * MINUTE + 4 * SECOND;

/** A source that tells what happened between two prices, at a cost that a test says. */
class CandleSource extends ScriptedSource {
  override answersPast = true;
  weightPerMinute = Infinity;
  readonly candleCost = { weight: 1, weightPerMinute: () => this.weightPerMinute, apartMs: 0 };
  candlesAsked = 0;

  override candles(...asked: Parameters<ScriptedSource["candles"]>) {
    // The minutes before the first price are asked for too, in the background.
    if (asked[1].stepMs === SECOND) this.candlesAsked++;
    return super.candles(...asked);
  }
}

type Scripted = ScriptedProgram<CandleSource>;

function withCandles(
  priceAt: (passedMs: number) => number,
  test: (scripted: Scripted) => Promise<void>,
): Promise<void> {
  return withProgramOn((clock) => new CandleSource("binance", clock, priceAt), async (scripted) => {
    await scripted.program.run("add_pair", { pair: "BTCUSDT" }, CAUSE);
    await test(scripted);
  });
}

async function setTarget({ program }: Scripted, more: Record<string, unknown> = {}) {
  const alarm = { type: "target", targetPrice: 110, direction: "fromBelow", ...more };
  await program.run("add_alarm", { pair: "BTCUSDT", alarm }, CAUSE);
}

const during = (passed: number, from: number, seconds: number) =>
  passed >= from && passed < from + seconds * SECOND;
const withSpike = (passed: number) => during(passed, SPIKE_AT, 1) ? 120 : 100;

/** Has somebody act at a moment after the spike, before the source tells of it; then it does. */
async function actUnanswered(
  { source, program, pass }: Scripted,
  at: number,
  act: () => Promise<unknown>,
) {
  program.start();
  await pass(MINUTE);
  source.weightPerMinute = 0.001;
  await pass(at - MINUTE);
  await act();
  source.weightPerMinute = Infinity;
  await pass(2 * MINUTE);
}

const pairOf = ({ program }: Scripted) => program.store.state.pairs.get("BTCUSDT");
const firesOf = ({ program }: Scripted) => program.store.state.fires;

Deno.test("Checker fires on a spike that comes and goes within fifteen seconds", async () => {
  await withCandles((passed) => during(passed, SPIKE_AT, 2) ? 120 : 100, async (scripted) => {
    await setTarget(scripted);
    scripted.program.start();
    await scripted.pass(3 * MINUTE);
    const [fire] = firesOf(scripted);
    assert.equal(firesOf(scripted).length, 1);
    assert.deepEqual([fire?.price, fire?.late], [120, false]);
    assert.ok(
      Math.abs(Date.parse(fire?.timestamp ?? "") - scripted.clock.now() + MINUTE - 4_000) < 2_000,
    );
    assert.equal(pairOf(scripted)?.maxPrice, 120);
  });
});

Deno.test("Checker fires a repeating alarm for each of two spikes between the same two prices", async () => {
  const first = 2 * MINUTE + 3 * SECOND;
  const second = first + 6 * SECOND;
  const priceAt = (passed: number) =>
    during(passed, first, 1) || during(passed, second, 1) ? 120 : 100;
  await withCandles(priceAt, async (scripted) => {
    await setTarget(scripted, { mode: "repeat", cooldownSeconds: 2 });
    scripted.program.start();
    await scripted.pass(3 * MINUTE);
    assert.equal(firesOf(scripted).length, 2);
  });
});

Deno.test("Checker shows a price while the pair waits for its turn, and evaluates what came before it then", async () => {
  await withCandles(
    (passed) => during(passed, SPIKE_AT, 1) ? 120 : 100 + passed / 1e9,
    async (scripted) => {
      const { source, program, pass } = scripted;
      await setTarget(scripted);
      program.start();
      await pass(MINUTE);
      source.weightPerMinute = 1;
      await pass(MINUTE);
      const { candlesAsked } = source;
      await pass(30 * SECOND);
      assert.ok(source.candlesAsked - candlesAsked <= 1);
      const pair = pairOf(scripted);
      const age = scripted.clock.now() - Date.parse(pair?.lastUpdate ?? "");
      assert.ok(age <= 15 * SECOND, `the price shown is ${age} ms old`);
      await pass(MINUTE);
      assert.equal(firesOf(scripted).length, 1);
      assert.equal(firesOf(scripted)[0]?.price, 120);
    },
  );
});

Deno.test("Checker asks at once for the candles of a pair whose alarm the price would change", async () => {
  const at = 2 * MINUTE + 20 * SECOND;
  await withCandles((passed) => passed >= at ? 111 : 100, async (scripted) => {
    const { source, program, pass } = scripted;
    await setTarget(scripted);
    program.start();
    source.weightPerMinute = 0.001;
    await pass(2 * MINUTE + 35 * SECOND);
    const [fire] = firesOf(scripted);
    assert.equal(fire?.price, 111);
    const lag = Date.parse(fire?.timestamp ?? "") - (scripted.clock.now() - 15 * SECOND);
    assert.ok(Math.abs(lag) <= SECOND, `told ${lag} ms from when it happened`);
  });
});

Deno.test("Checker does not fire an alarm for what happened before it was set, though that is told later", async () => {
  await withCandles(withSpike, async (scripted) => {
    await actUnanswered(scripted, 2 * MINUTE + 10 * SECOND, () => setTarget(scripted));
    assert.equal(firesOf(scripted).length, 0);
    assert.equal(pairOf(scripted)?.maxPrice, 120);
  });
});

Deno.test("Checker does not fire an alarm on a fall from a maximum of before it was set, though that is told later", async () => {
  await withCandles(withSpike, async (scripted) => {
    const alarm = { type: "percentChange", percentage: 10, changeType: "downFromMax" };
    await actUnanswered(
      scripted,
      2 * MINUTE + 20 * SECOND,
      () => scripted.program.run("add_alarm", { pair: "BTCUSDT", alarm }, CAUSE),
    );
    assert.equal(pairOf(scripted)?.maxPrice, 120);
    assert.equal(firesOf(scripted).length, 0);
  });
});

Deno.test("Checker does not fire a resumed alarm for what happened while it was paused, though that is told later", async () => {
  await withCandles(withSpike, async (scripted) => {
    const { program } = scripted;
    await setTarget(scripted);
    const ids = pairOf(scripted)?.alarms.map(({ id }) => id);
    await program.run("pause_alarms", { ids }, CAUSE);
    await actUnanswered(
      scripted,
      2 * MINUTE + 10 * SECOND,
      () => program.run("resume_alarms", { ids }, CAUSE),
    );
    assert.equal(firesOf(scripted).length, 0);
    assert.equal(pairOf(scripted)?.maxPrice, 120);
  });
});

Deno.test("Checker does not fire an alarm that was true when it was set on a price that was only shown", async () => {
  await withCandles((passed) => passed >= SPIKE_AT ? 120 : 100, async (scripted) => {
    await actUnanswered(scripted, 2 * MINUTE + 20 * SECOND, async () => {
      assert.equal(pairOf(scripted)?.currentPrice, 120);
      assert.equal(pairOf(scripted)?.judged?.price, 100);
      await setTarget(scripted);
    });
    assert.equal(firesOf(scripted).length, 0);
  });
});

Deno.test("Checker goes on with single prices while the candles between them cannot be had, and says so in the coverage", async () => {
  await withCandles((passed) => passed >= 3 * MINUTE ? 111 : 100, async (scripted) => {
    const { source, program, pass } = scripted;
    await setTarget(scripted);
    program.start();
    await pass(2 * MINUTE);
    source.answersPast = false;
    await pass(2 * MINUTE);
    assert.equal(firesOf(scripted).length, 1);
    const resolutions = pairOf(scripted)?.coverage?.map(({ grain }) => grain);
    assert.deepEqual(resolutions, ["second", "point"]);
  });
});
