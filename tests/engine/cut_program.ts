import { SourceError } from "@/lib/sources/source.ts";
import { type ScriptedProgram, withProgramOn } from "./scripted_program.ts";
import { StreamingSource } from "../servers/scripted_source.ts";

export const SECOND = 1_000;
export const CAUSE = { address: "test" };

export type Scripted = ScriptedProgram<LimitedSource>;

/** A source with a stream whose candles of seconds are limited for a while. */
class LimitedSource extends StreamingSource {
  override answersPast = true;
  /** Until when no candles are told, by the time passed. */
  limitedUntil = -Infinity;
  kind: SourceError["kind"] = "rateLimited";
  asked = 0;

  override candles(...asked: Parameters<StreamingSource["candles"]>) {
    if (asked[1].stepMs === SECOND) this.asked++;
    if (this.clock.monotonic() >= this.limitedUntil) return this.tell(...asked);
    return Promise.reject(new SourceError("binance", "Binance limits requests", this.kind));
  }

  tell(...asked: Parameters<StreamingSource["candles"]>) {
    return super.candles(...asked);
  }
}

export type PriceAt = (passed: number) => number;

export const CUT_AT = 20 * SECOND;
export const BACK_AT = 30 * SECOND;
const TOLD_AT = 75 * SECOND;

/** Streams a price a second up to a moment, but for the ten seconds in which the stream is cut. */
export async function stream({ source, clock, pass }: Scripted, priceAt: PriceAt, until: number) {
  while (clock.monotonic() < until) {
    await pass(SECOND);
    const passed = clock.monotonic();
    if (passed === CUT_AT) source.goDown();
    if (passed === BACK_AT) source.goLive();
    if (passed >= CUT_AT && passed < BACK_AT) continue;
    source.tick(priceAt(passed));
  }
}

/** A program on a stream that is cut from second 20 to 30, whose source tells the seconds between only after 75. */
export function withCut(
  priceAt: PriceAt,
  test: (scripted: Scripted) => Promise<void>,
): Promise<void> {
  return withProgramOn(
    (clock) => new LimitedSource("binance", clock, priceAt),
    async (scripted) => {
      const { program, source, pass } = scripted;
      await program.run("add_pair", { pair: "BTCUSDT" }, CAUSE);
      program.start();
      await pass(SECOND);
      source.goLive();
      source.beforeAnswer = () => new Promise(() => {});
      source.limitedUntil = TOLD_AT;
      await test(scripted);
    },
  );
}

export const set = ({ program }: Scripted, alarm: Record<string, unknown>) =>
  program.run("add_alarm", { pair: "BTCUSDT", alarm }, CAUSE);
export const pairOf = ({ program }: Scripted) => program.store.state.pairs.get("BTCUSDT");
export const alarmOf = (scripted: Scripted) => pairOf(scripted)?.alarms[0];
const secondsOf = ({ clock }: Scripted, timestamp: string) =>
  Math.floor((Date.parse(timestamp) - (clock.now() - clock.monotonic())) / SECOND);
export const firesOf = (scripted: Scripted) =>
  scripted.program.store.state.fires.map((fire) =>
    [fire.price, secondsOf(scripted, fire.timestamp), fire.late] as const
  );

export const unwatched = ({ program }: Scripted) => program.status().unwatchedSeconds?.BTCUSDT ?? 0;

export const TARGET = { type: "target", targetPrice: 110, direction: "fromBelow" };
/** A price that moves a little, with others at some seconds. */
export const withPrices = (prices: Readonly<Record<number, number>>): PriceAt => (passed) =>
  prices[Math.floor(passed / SECOND)] ?? 100 + passed / 1e9;
export const SPIKE = withPrices({ 25: 120 });
