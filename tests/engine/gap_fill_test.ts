import assert from "node:assert/strict";
import { SourceError } from "@/lib/sources/source.ts";
import { type ScriptedProgram, withScriptedProgram } from "./scripted_program.ts";

const MINUTE = 60_000;
const OUTAGE = { from: 2 * MINUTE, to: 8 * MINUTE };
const SPIKE = { from: 4 * MINUTE, to: 4 * MINUTE + 5000 };

/** A quiet price with a spike of five seconds in the middle of the outage. */
function priceAt(passed: number): number {
  return passed >= SPIKE.from && passed < SPIKE.to ? 120 : 100 + (passed % 2000) / 1e6;
}

async function set({ program }: ScriptedProgram, targetPrice: number): Promise<void> {
  const cause = { address: "test" };
  if (program.store.state.pairs.size === 0) {
    await program.run("add_pair", { pair: "BTCUSDT" }, cause);
  }
  const alarm = { type: "target", targetPrice, direction: "fromBelow" };
  await program.run("add_alarm", { pair: "BTCUSDT", alarm }, cause);
}

/** Runs through an outage of the source in which the spike happens. */
async function throughOutage(scripted: ScriptedProgram): Promise<void> {
  const { program, clock, source, pass } = scripted;
  source.beforeAnswer = () => {
    const isOut = clock.monotonic() >= OUTAGE.from && clock.monotonic() < OUTAGE.to;
    if (isOut) throw new SourceError("binance", "Binance does not answer", "unreachable");
  };
  program.start();
  await pass(10 * MINUTE);
}

Deno.test("GapFill finds after an outage what happened in it, once and late", async () => {
  await withScriptedProgram(priceAt, async (scripted) => {
    scripted.source.answersPast = true;
    await set(scripted, 110);
    await throughOutage(scripted);
    const { fires, pairs } = scripted.program.store.state;
    assert.equal(fires.length, 1);
    assert.equal(fires[0]?.late, true);
    assert.equal(fires[0]?.price, 120);
    assert.match(fires[0]?.message ?? "", /happened 12:04, found 12:08 UTC: no price came from/);
    assert.equal(pairs.get("BTCUSDT")?.maxPrice, 120);
  });
});

Deno.test("GapFill finds what happened in the minute under way after an outage that took minutes to tell", async () => {
  const spike = 20 * MINUTE + 20_000;
  const priceThen = (passed: number) => passed >= spike && passed < spike + 5_000 ? 120 : 100;
  await withScriptedProgram(priceThen, async (scripted) => {
    const { program, clock, source, pass } = scripted;
    source.answersPast = true;
    await set(scripted, 110);
    source.beforeAnswer = () => {
      const isOut = clock.monotonic() >= 2 * MINUTE && clock.monotonic() < spike + 15_000;
      if (isOut) throw new SourceError("binance", "Binance does not answer", "unreachable");
    };
    program.start();
    await pass(22 * MINUTE);
    const [fire] = program.store.state.fires;
    assert.equal(
      fire?.timestamp,
      new Date(clock.now() - clock.monotonic() + spike + 999).toISOString(),
    );
    const coverage = program.store.state.pairs.get("BTCUSDT")?.coverage ?? [];
    assert.deepEqual(coverage.map(({ grain }) => grain), ["point", "minute", "second", "point"]);
  });
});

Deno.test("GapFill evaluates an alarm that was set in the outage only on what came after it", async () => {
  await withScriptedProgram(priceAt, async (scripted) => {
    scripted.source.answersPast = true;
    await set(scripted, 1000);
    const { clock, source } = scripted;
    let isSet = false;
    const outage = throughOutage(scripted);
    const fail = source.beforeAnswer;
    source.beforeAnswer = async () => {
      if (!isSet && clock.monotonic() > SPIKE.to) {
        isSet = true;
        await set(scripted, 110);
      }
      await fail();
    };
    await outage;
    assert.ok(isSet);
    assert.equal(scripted.program.store.state.fires.length, 0);
  });
});

Deno.test("GapFill goes on with the newest price when the source does not tell the past", async () => {
  await withScriptedProgram(priceAt, async (scripted) => {
    await set(scripted, 110);
    await throughOutage(scripted);
    const pair = scripted.program.store.state.pairs.get("BTCUSDT");
    assert.equal(scripted.program.store.state.fires.length, 0);
    const age = scripted.clock.now() - Date.parse(pair?.lastUpdate ?? "");
    assert.ok(age <= 15_000, `the price is ${age} ms old`);
  });
});

Deno.test("GapFill evaluates the other pairs when the source's answer about one of them is unusable", async () => {
  await withScriptedProgram(priceAt, async (scripted) => {
    const { program, source } = scripted;
    source.answersPast = true;
    await set(scripted, 110);
    const [spoilt, ...others] = ["ETHUSDT", "LTCUSDT", "SOLUSDT", "XRPUSDT"];
    for (const pair of [spoilt, ...others]) {
      await program.run("add_pair", { pair }, { address: "test" });
      // Those with the most alarms come first: BTCUSDT is the last one.
      for (const targetPrice of [1000, 2000]) {
        const alarm = { type: "target", targetPrice, direction: "fromBelow" };
        await program.run("add_alarm", { pair, alarm }, { address: "test" });
      }
    }
    const candles = source.candles.bind(source);
    source.candles = (pair, range) =>
      pair.symbol === spoilt
        ? Promise.reject(new SourceError("binance", "Binance gave no usable bars", "badAnswer"))
        : candles(pair, range);
    await throughOutage(scripted);
    assert.equal(program.store.state.fires[0]?.price, 120);
  });
});

Deno.test("GapFill goes on where the source stopped telling, before it evaluates the newest price", async () => {
  const isHigh = (passed: number) => passed >= 9 * MINUTE;
  const priceThen = (passed: number) => isHigh(passed) ? 111 : priceAt(passed);
  await withScriptedProgram(priceThen, async (scripted) => {
    const { program, source, clock } = scripted;
    source.answersPast = true;
    await set(scripted, 110);
    await set(scripted, 115);
    const candles = source.candles.bind(source);
    let parts = 0;
    source.candles = async (pair, range) => {
      const isPart = isHigh(clock.monotonic()) && parts++ === 0;
      if (!isPart) return await candles(pair, range);
      const to = range.from + MINUTE;
      const answer = await candles(pair, { ...range, to });
      return { ...answer, covered: { from: range.from, to }, problem: "Binance does not answer" };
    };
    source.beforeAnswer = () => {
      const isOut = clock.monotonic() >= OUTAGE.from && !isHigh(clock.monotonic());
      if (isOut) throw new SourceError("binance", "Binance does not answer", "unreachable");
    };
    program.start();
    await scripted.pass(10 * MINUTE);
    // Both targets on the spike in the outage.
    const fires = program.store.state.fires.map(({ price, late }) => [price, late]);
    assert.deepEqual(fires, [[120, true], [120, true]]);
    assert.ok(parts > 1);
  });
});

Deno.test("GapFill does not keep the newest price waiting for what the source never tells", async () => {
  await withScriptedProgram((passed) => passed >= 9 * MINUTE ? 111 : 100, async (scripted) => {
    const { program, source } = scripted;
    source.answersPast = true;
    await set(scripted, 110);
    const candles = source.candles.bind(source);
    source.candles = async (pair, range) => {
      const answer = await candles(pair, range);
      return { ...answer, candles: [], problem: "Binance does not answer" };
    };
    await throughOutage(scripted);
    assert.equal(program.store.state.fires[0]?.price, 111);
  });
});
