import { join } from "node:path";
import type { Bar } from "@/lib/market/candle.ts";
import { readConfig } from "@/lib/settings/config.ts";
import type { Cron } from "@/lib/engine/checks/schedule.ts";
import { Program } from "@/lib/program/program.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import {
  type Found,
  type ListedPair,
  type PairTrouble,
  type PairTroubles,
  type Quotes,
  SourceError,
} from "@/lib/sources/source.ts";
import { SourceRouter } from "@/lib/sources/router.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { BarsRange, SourceBars } from "@/lib/sources/candles.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { FakeClock } from "./fake_clock.ts";

const MINUTE = 60_000;
/** After so much time at most, all that waits gets its turn; less than from check to check. */
const STEP_MS = 5_000;

/** A source whose price is a function of the time that passed, dated by the program's clock. */
export class ScriptedSource implements MarketSource<SourceName> {
  readonly staleAfterMs = 60_000;
  /** Called in every check before the prices are handed over. */
  beforeAnswer: () => Promise<void> | void = () => {};
  checks = 0;

  constructor(
    readonly name: SourceName,
    readonly clock: FakeClock,
    readonly priceAt: (passedMs: number) => number,
  ) {}

  find(): Promise<Found> {
    return Promise.resolve({ sourceId: null, observation: this.#observation() });
  }

  async quote(pairs: readonly ListedPair[]): Promise<Quotes> {
    this.checks++;
    const observations = new Map(pairs.map(({ symbol }) => [symbol, this.#observation()]));
    await this.beforeAnswer();
    return { observations, problems: new Map() };
  }

  /** Symbol → why the source has given it up. */
  readonly troubles = new Map<string, PairTrouble>();

  health(): Promise<PairTroubles> {
    return Promise.resolve(new Map(this.troubles));
  }

  /** Whether the past is told, in bars of whatever width is wanted. */
  tellsPast = false;

  bars(_pair: ListedPair, { from, to, stepMs }: BarsRange): Promise<SourceBars> {
    if (!this.tellsPast) {
      return Promise.reject(new SourceError(this.name, "No bars are known", "refused"));
    }
    const bars: Bar[] = [];
    for (let at = Math.floor(from / stepMs) * stepMs; at < to; at += stepMs) {
      bars.push(this.#bar(at, stepMs));
    }
    const covered = { from, to };
    return Promise.resolve({
      bars,
      stepMs,
      shape: "bars",
      covered,
      newestOpen: true,
      problem: null,
    });
  }

  #bar(at: number, stepMs: number): Bar {
    const prices: number[] = [];
    for (let moment = at; moment < at + stepMs; moment += 1000) {
      prices.push(this.priceAt(moment - this.clock.now() + this.clock.monotonic()));
    }
    const [open = NaN, close = open] = [prices[0], prices.at(-1)];
    return { at, open, close, low: Math.min(...prices), high: Math.max(...prices) };
  }

  #observation() {
    return { price: this.priceAt(this.clock.monotonic()), at: this.clock.now() };
  }
}

export interface ScriptedProgram<S extends ScriptedSource = ScriptedSource> {
  readonly program: Program;
  readonly clock: FakeClock;
  readonly source: S;
  readonly fatal: Error[];
  /** Lets time pass, in which all that is due happens. */
  pass(ms: number): Promise<void>;
}

/** Runs a test on the whole program, on a disk in memory and a clock that is moved by hand. */
export function withScriptedProgram(
  priceAt: (passedMs: number) => number,
  test: (scripted: ScriptedProgram) => Promise<void>,
): Promise<void> {
  return withProgramOn((clock) => new ScriptedSource("binance", clock, priceAt), test);
}

/** The same on any scripted source. */
export async function withProgramOn<S extends ScriptedSource>(
  sourceOn: (clock: FakeClock) => S,
  test: (scripted: ScriptedProgram<S>) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const clock = new FakeClock();
  const source = sourceOn(clock);
  const sources = new Map<SourceName, ScriptedSource>([["binance", source]]);
  const fatal: Error[] = [];
  const program = await Program.open({
    config: readConfig({
      ...{ DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") },
      ...{ MIN_FREE_MB: "0", SECRET_KEY: "of no importance", PRICE_SOURCE: "binance" },
      ...env,
    }),
    clock,
    cron: cronOn(clock),
    onFatal: (error) => fatal.push(error),
    sources: { sources, router: new SourceRouter({ mode: "binance", sources }) },
    disk: {
      fileSystem: new SimulatedDisk(),
      takeLock: () => Promise.resolve({ release() {} }),
    },
  });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= STEP_MS) {
      await clock.pass(Math.min(left, STEP_MS));
      await turn();
    }
  };
  try {
    await test({ program, clock, source, fatal, pass });
  } finally {
    await program.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sleeps to the next full minute and runs its job, as `Deno.cron` does. */
export function cronOn(clock: FakeClock): Cron {
  return async (_name, _schedule, { signal }, handler) => {
    while (!signal.aborted) {
      await clock.after(MINUTE - clock.now() % MINUTE, signal);
      if (!signal.aborted) await handler();
    }
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
