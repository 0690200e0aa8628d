import assert from "node:assert/strict";
import { decidePolled } from "@/lib/engine/checks/candle_watch.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { type CandlesRange, type ListedPair, SourceError } from "@/lib/sources/source.ts";
import { apply } from "@/lib/store/apply.ts";
import { pricedPair, stateOf, withAlarm } from "./pairs.ts";
import { ScriptedSource } from "../servers/scripted_source.ts";
import { type ScriptedProgram, withProgramOn } from "./scripted_program.ts";

const SECOND = 1_000;
const CAUSE = { address: "test" };
const SPIKE_AT = 22 * SECOND;

/** A source that needs 250 ms for the candles of a pair; every pair trades at 90 once, in second 22. */
class SlowCandles extends ScriptedSource {
  override answersPast = true;
  readonly candleCost = { weight: 2, weightPerMinute: () => 1_200, apartMs: 0 };
  candlesTakeMs = 250;
  /** How many questions for seconds are open. */
  open = 0;

  override async candles(pair: ListedPair, range: CandlesRange, signal?: AbortSignal) {
    if (range.stepMs !== SECOND) return await super.candles(pair, range);
    this.open++;
    await this.clock.after(this.candlesTakeMs, signal ?? AbortSignal.any([]));
    this.open--;
    signal?.throwIfAborted();
    return await super.candles(pair, range);
  }
}

type Scripted = ScriptedProgram<SlowCandles>;

const priceAt = (passed: number) =>
  passed >= SPIKE_AT && passed < SPIKE_AT + SECOND ? 90 : 100 + passed / 1e9;

/** A program with a check every so many seconds and pairs that each wait for 95 from above. */
function withPairs(
  { pairs, everySeconds }: { pairs: number; everySeconds: number },
  test: (scripted: Scripted, symbols: readonly string[]) => Promise<void>,
): Promise<void> {
  const symbols = Array.from({ length: pairs }, (_, index) => `C${index}USDT`);
  const source = (clock: ScriptedSource["clock"]) => new SlowCandles("binance", clock, priceAt);
  return withProgramOn(source, async (scripted) => {
    const { program } = scripted;
    for (const pair of symbols) {
      await program.run("add_pair", { pair }, CAUSE);
      const alarm = { type: "target", targetPrice: 95, direction: "fromAbove" };
      await program.run("add_alarm", { pair, alarm }, CAUSE);
    }
    program.start();
    await test(scripted, symbols);
  }, { CHECK_INTERVAL_SECONDS: String(everySeconds) });
}

/** Lets time pass up to a moment, in steps in which what is answered is taken in. */
async function until({ pass, clock }: Scripted, moment: number) {
  while (clock.monotonic() < moment) await pass(Math.min(250, moment - clock.monotonic()));
}

const firedPairs = ({ program }: Scripted) =>
  new Set(program.store.state.fires.map(({ pair }) => pair)).size;

const CHANGES: readonly [string, (scripted: Scripted, pair: string) => Promise<unknown>][] = [
  ["adds another alarm", ({ program }, pair) => {
    const alarm = { type: "target", targetPrice: 200, direction: "fromBelow" };
    return program.run("add_alarm", { pair, alarm }, CAUSE);
  }],
  ["edits another alarm's note", async ({ program }, pair) => {
    const [alarm] = program.store.state.pairs.get(pair)?.alarms ?? [];
    await program.run("update_alarm", { pair, id: alarm?.id, note: "mine" }, CAUSE);
  }],
  ["adds an alarm that is true already", ({ program }, pair) => {
    const alarm = { type: "target", targetPrice: 99, direction: "fromBelow" };
    return program.run("add_alarm", { pair, alarm }, CAUSE);
  }],
  ["imports alarms", async ({ program }, first) => {
    // One import at a time, of all pairs.
    if (first !== "C0USDT") return;
    const pairs = [...program.store.state.pairs.keys()];
    const wanted = { type: "target", targetPrice: 300, direction: "fromBelow" };
    const alarms = pairs.map((pair) => ({ pair, ...wanted }));
    await program.run("import_alarms", { alarms }, CAUSE);
  }],
  ["reorders the pairs and adds one", async ({ program }, pair) => {
    await program.run("reorder_pairs", { pairs: [pair] }, CAUSE);
    await program.run("add_pair", { pair: pair.replace("C", "N") }, CAUSE);
  }],
];

for (const [what, change] of CHANGES) {
  Deno.test(`Checker evaluates every pair's wick in the same check when somebody ${what} meanwhile`, async () => {
    await withPairs({ pairs: 12, everySeconds: 5 }, async (scripted, symbols) => {
      const { clock, source } = scripted;
      await until(scripted, 25 * SECOND);
      while (source.open === 0) await scripted.pass(10);
      // One after the other, as an import wants it; no time passes meanwhile.
      for (const pair of symbols) await change(scripted, pair);
      await until(scripted, 29 * SECOND);
      assert.equal(firedPairs(scripted), 12, `at ${clock.monotonic()}`);
      assert.equal(scripted.program.store.state.fires.length, 12);
      for (const { coverage = [] } of scripted.program.store.state.pairs.values()) {
        assert.ok(coverage.every(({ grain }) => grain === "second"), JSON.stringify(coverage));
      }
    });
  });
}

for (
  const [pairs, everySeconds, withinSeconds] of [[12, 5, 5], [100, 15, 25]] as const
) {
  Deno.test(`Checker finds a wick of ${pairs} pairs within ${withinSeconds} s, checked every ${everySeconds} s`, async () => {
    await withPairs({ pairs, everySeconds }, async (scripted) => {
      await until(scripted, SPIKE_AT + SECOND + withinSeconds * SECOND);
      assert.equal(firedPairs(scripted), pairs);
    });
  });
}

Deno.test("Checker goes on asking where candles take longer than a check waits, and loses no wick", async () => {
  await withPairs({ pairs: 3, everySeconds: 5 }, async (scripted) => {
    scripted.source.candlesTakeMs = 4_000;
    await until(scripted, 45 * SECOND);
    assert.equal(firedPairs(scripted), 3);
  });
});

Deno.test("Checker tells on the status, once in the log, that a pair's candles cannot be used", async () => {
  await withPairs({ pairs: 1, everySeconds: 5 }, async (scripted) => {
    const { source, program } = scripted;
    const told = source.candles.bind(source);
    const message = "Binance gave bars of C0USDT from another time than was asked for";
    source.candles = () => Promise.reject(new SourceError("binance", message, "badAnswer"));
    await until(scripted, 12 * SECOND);
    const { stale } = program.status();
    assert.match(stale.C0USDT ?? "", /another time than was asked for; what happens between two/);
    const resolutions = program.store.state.pairs.get("C0USDT")?.coverage?.map(({ grain }) =>
      grain
    );
    assert.deepEqual(new Set(resolutions), new Set(["point"]));
    source.candles = told;
    await until(scripted, 22 * SECOND);
    assert.equal(program.status().stale.C0USDT, undefined);
  });
});

const START = Date.parse("2026-01-15T12:00:00Z");
const ALARM = { type: "target", targetPrice: 95, direction: "fromAbove" };

/** What a polled price changes that nobody has told the time before of, of a pair last evaluated at the start. */
function polled(more: Partial<Observation>, told: { to: number; stepMs: number } | null) {
  const pair = withAlarm(pricedPair("BTCUSD", { price: 100, at: START }), ALARM, START);
  const observation = { price: 90, at: START + 15_200, ...more };
  const filled = told === null ? [] : [["BTCUSD", { grain: "second" as const, ...told }] as const];
  const state = stateOf(pair);
  const decision = decidePolled(state, {
    observations: new Map([["BTCUSD", observation]]),
    ...{ histories: new Map(), now: observation.at, staleAfterMs: Infinity, answersCandles: true },
    ...{ filled: new Map(filled), failed: new Set(), gapMs: 37_500 },
  });
  const after = apply(state, decision.events).pairs.get("BTCUSD");
  return { ...decision, types: decision.events.map(({ type }) => type), after };
}

for (
  const [what, more, told] of [
    ["that was not asked for", {}, null],
    ["of which the last seconds are not told yet", {}, { to: START + 12_000, stepMs: SECOND }],
    ["longer than ten minutes", { at: START + 700_000 }, null],
  ] as const
) {
  Deno.test(`decidePolled() moves nothing over a stretch ${what}, and has it asked for`, () => {
    const { types, unanswered, after } = polled(more, told);
    assert.deepEqual([types, unanswered], [["priceShown"], ["BTCUSD"]]);
    assert.deepEqual([after?.judged?.price, after?.currentPrice], [100, 90]);
  });
}

Deno.test("decidePolled() doubts no price before what came before it is told", () => {
  assert.deepEqual(polled({ price: 180 }, null).types, []);
  assert.deepEqual(polled({ price: 180 }, null).unanswered, ["BTCUSD"]);
});

Deno.test("decidePolled() evaluates a price in the candle that is under way", () => {
  const { types, unanswered } = polled({}, { to: START + 15_000, stepMs: SECOND });
  assert.deepEqual([types, unanswered], [["priceObserved", "alarmFired"], []]);
});
