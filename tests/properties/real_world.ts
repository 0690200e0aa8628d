import { join } from "node:path";
import type { CommandName } from "@/lib/commands/commands.ts";
import { readConfig } from "@/lib/settings/config.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { Program } from "@/lib/program/program.ts";
import { SourceRouter } from "@/lib/sources/table.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { STORE_FILE } from "@/lib/store/file/backups.ts";
import { chooser } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { ScriptedSource } from "../servers/scripted_source.ts";
import { WorldClock } from "./world_clock.ts";

const OWN_TIME = "DOGEUSDT";

/** Milliseconds after which a price of this symbol's source is stale. */
export function staleAfterMs(symbol: string): number {
  return symbol === OWN_TIME ? 300_000 : 60_000;
}

/** Whether this symbol's source dates its prices by itself. */
export function hasOwnTime(symbol: string): boolean {
  return symbol === OWN_TIME;
}

/** The real program on a disk in memory, with a market and a clock that a test moves by hand. */
export class RealWorld {
  readonly clock = new WorldClock();
  /** Only messages about the disk that the test itself broke may come here. */
  readonly failures: Error[] = [];
  #disk = new SimulatedDisk();
  #program: Program | null = null;

  private constructor(
    readonly folder: string,
    /** The price that a source answers to whoever adds a pair. */
    readonly priceOf: (symbol: string) => Observation,
  ) {}

  static async begin(folder: string, priceOf: (symbol: string) => Observation): Promise<RealWorld> {
    const world = new RealWorld(folder, priceOf);
    await world.open();
    return world;
  }

  get program(): Program {
    if (this.#program === null) throw new Error("The program is down");
    return this.#program;
  }

  get state() {
    return this.program.store.state;
  }

  /** Opens and starts the program on the present disk. */
  async open(): Promise<void> {
    this.#program = await Program.open({
      config: readConfig({
        DATA_DIR: join(this.folder, "data"),
        LOG_DIR: join(this.folder, "logs"),
        MIN_FREE_MB: "0",
        SECRET_KEY: "of no importance",
      }),
      clock: this.clock,
      cron: () => Promise.resolve(),
      onFatal: (error) => this.failures.push(error),
      sources: this.#sources(),
      disk: {
        fileSystem: this.#disk,
        takeLock: () => Promise.resolve({ release() {} }),
      },
    });
    this.#says(new Map());
    this.#program.start();
    // The first check begins at once and must not be taken for the next one.
    await turn();
  }

  /** One check in which the sources say this. */
  async check(said: ReadonlyMap<string, Observation>): Promise<void> {
    this.#says(said);
    await this.program.check();
  }

  run(name: CommandName, input: unknown): Promise<unknown> {
    return this.program.run(name, input, { address: "test" });
  }

  /** Waits until all that was decided is on disk. */
  async settle(): Promise<void> {
    await this.program.store.change(() => ({ events: [], result: null }));
  }

  async stop(): Promise<void> {
    await this.program.stop();
    this.#program = null;
  }

  /** The process ends at once; what it had written stays. */
  async kill(): Promise<void> {
    const left = this.#disk.afterKill();
    await this.#die(left);
  }

  /** The power goes; what was not synced may be gone, by the choices of the seed. */
  async powerLoss(seed: number): Promise<void> {
    await this.#die(this.#disk.afterPowerLoss(chooser(seed)));
  }

  /** The power will go after so many calls to the disk. */
  powerLossAfter(calls: number): void {
    this.#disk.callsLeft = calls;
  }

  /** The fires that the next start must announce. */
  unannouncedOnDisk(): ReadonlySet<string> {
    const path = join(this.folder, "data", STORE_FILE);
    return new Set(JSON.parse(new TextDecoder().decode(this.#disk.get(path))).unannounced);
  }

  async #die(left: SimulatedDisk): Promise<void> {
    this.#disk.callsLeft = 0;
    await this.program.stop();
    this.#program = null;
    this.#disk = left;
  }

  #binance = this.#source("binance", 60_000, false);
  #coingecko = this.#source("coingecko", 300_000, true);

  #source(name: SourceName, staleAfterMs: number, ownTime: boolean): ScriptedSource {
    const source = new ScriptedSource(name, this.clock);
    source.staleAfterMs = staleAfterMs;
    source.observe = (symbol) => this.#listed(symbol, ownTime);
    return source;
  }

  #listed(symbol: string, ownTime: boolean): Observation | null {
    return hasOwnTime(symbol) === ownTime ? this.priceOf(symbol) : null;
  }

  #says(said: ReadonlyMap<string, Observation>): void {
    const [own, ours] = [new Map<string, Observation>(), new Map<string, Observation>()];
    for (const [symbol, each] of said) (hasOwnTime(symbol) ? own : ours).set(symbol, each);
    this.#binance.said = ours;
    this.#coingecko.said = own;
  }

  #sources() {
    const sources = new Map<SourceName, ScriptedSource>([
      ["binance", this.#binance],
      ["coingecko", this.#coingecko],
    ]);
    return { sources, router: new SourceRouter({ mode: "auto", sources }) };
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
