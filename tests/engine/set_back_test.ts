import assert from "node:assert/strict";
import type { CandlesRange, ListedPair } from "@/lib/sources/source.ts";
import { withProgramOn } from "./scripted_program.ts";
import { StreamingSource } from "../servers/scripted_source.ts";

const SECOND = 1_000;
const AHEAD_MS = 30 * SECOND;
const CONTEXT = { address: "test" };

/** An exchange whose clock goes on by itself, whatever is done to ours, which is ahead of it at first. */
class ExchangeOfItsOwn extends StreamingSource {
  override answersPast = true;
  #learnedMs = AHEAD_MS;
  #startedAt = this.clock.now() - AHEAD_MS - this.clock.monotonic();
  readonly sourceClock = this.#sourceClock();

  theirs(): number {
    return this.#startedAt + this.clock.monotonic();
  }

  override async candles(pair: ListedPair, { from, to, stepMs }: CandlesRange) {
    const aheadMs = this.clock.now() - this.theirs();
    const told = await super.candles(pair, { from: from + aheadMs, to: to + aheadMs, stepMs });
    return {
      ...told,
      candles: told.candles.map((candle) => ({ ...candle, at: candle.at - aheadMs })),
    };
  }

  #sourceClock() {
    const differenceMs = () => this.#learnedMs;
    return {
      get differenceMs() {
        return differenceMs();
      },
      moved: (deltaMs: number) => void (this.#learnedMs += deltaMs),
    };
  }
}

Deno.test("Program: a clock set back by seconds hides no spike from a stream", async () => {
  await withProgramOn(
    (clock) => new ExchangeOfItsOwn("binance", clock, () => 100),
    async ({ program, source, pass, clock }) => {
      await program.run("add_pair", { pair: "BTCUSDT" }, CONTEXT);
      const alarm = { type: "target", targetPrice: 110, direction: "fromBelow" };
      await program.run("add_alarm", { pair: "BTCUSDT", alarm }, CONTEXT);
      program.start();
      await pass(61.5 * SECOND);
      source.goLive();
      const tick = async (price: number) => {
        source.events?.onTick("BTCUSDT", { price, at: source.theirs() });
        await pass(SECOND);
      };
      for (let second = 0; second < 5; second++) await tick(100 + second / 10);
      clock.set(-AHEAD_MS);
      for (let second = 0; second < 10; second++) await tick(101);
      const { lastUpdate } = program.store.state.pairs.get("BTCUSDT") ?? {};
      assert.ok(Date.parse(lastUpdate ?? "") <= clock.now(), "no price is of the future");
      await tick(115);
      await tick(101);
      assert.deepEqual(program.store.state.fires.map(({ price }) => price), [115]);
    },
  );
});
