import { join } from "node:path";
import { readConfig } from "@/lib/settings/config.ts";
import type { Cron } from "@/lib/engine/checks/schedule.ts";
import { Program } from "@/lib/program/program.ts";
import { SourceRouter } from "@/lib/sources/table.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { ScriptedSource } from "../servers/scripted_source.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { FakeClock } from "./fake_clock.ts";

const MINUTE = 60_000;
/** After so much time at most, all that waits gets its turn; less than from check to check. */
const STEP_MS = 5_000;

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
