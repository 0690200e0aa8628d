import { join } from "node:path";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { CommandName } from "@/lib/commands/commands.ts";
import type { Cron } from "@/lib/engine/checks/schedule.ts";
import { Program } from "@/lib/program/program.ts";
import { readConfig } from "@/lib/settings/config.ts";
import { createSources } from "@/lib/sources/table.ts";
import { chooser } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import type { Dice } from "./dice.ts";
import { Exchange } from "./exchange.ts";
import type { Market } from "./market.ts";
import { inVirtualTime, nextTurn, VirtualTime } from "./virtual_time.ts";

export interface WorldOptions {
  readonly market: Market;
  readonly dice: Dice;
  readonly streams: boolean;
  /** Seconds between two checks. */
  readonly interval: number;
  /** For the log files; all else is in memory. */
  readonly folder: string;
}

/** A command that was carried out. */
export interface Done {
  readonly at: number;
  readonly name: CommandName;
  readonly input: Readonly<Record<string, unknown>>;
  readonly answer: Readonly<Record<string, unknown>>;
}

/** How the process ends. */
type Ending = "stop" | "kill" | "powerLoss";

const MINUTE_MS = 60_000;

/** The real program in virtual time, on a disk in memory, connected to a made exchange. */
export class SimulatedWorld {
  readonly time: VirtualTime;
  readonly exchange: Exchange;
  /** Every fire that was committed, in the order of the commits. */
  readonly fires: Fire[] = [];
  /** What people did, in order. */
  readonly done: Done[] = [];
  /** What went wrong for good, other than by a crash, and what was told differently later. */
  readonly failures: string[] = [];
  /** When the process ended without a stop, in milliseconds. */
  readonly deaths: number[] = [];
  readonly #seen = new Map<string, string>();
  readonly #timers: Disposable;
  #disk = new SimulatedDisk();
  #program: Program | null = null;

  private constructor(readonly options: WorldOptions) {
    this.time = new VirtualTime(options.market.start, () => this.#settle());
    const { market, dice } = options;
    this.exchange = new Exchange({ market, time: this.time, dice: dice.child() });
    this.#timers = inVirtualTime(this.time, () => dice.share());
  }

  /** The program runs, and knows nothing yet. */
  static async begin(options: WorldOptions): Promise<SimulatedWorld> {
    const world = new SimulatedWorld(options);
    await world.start();
    return world;
  }

  get isUp(): boolean {
    return this.#program !== null;
  }

  get program(): Program {
    if (this.#program === null) throw new Error("The program is down");
    return this.#program;
  }

  /** Lets time pass up to so many seconds after the market's start. */
  async passTo(second: number): Promise<void> {
    await this.time.passTo(this.options.market.start + second * 1000);
  }

  /** A person asks for something; nothing happens while the program is down, or when it refuses. */
  run(name: CommandName, input: Record<string, unknown>): Promise<Done | null> {
    if (!this.isUp || this.time.isSuspended) return Promise.resolve(null);
    const at = this.time.now();
    return this.program.run(name, input, { address: "test" }).then((answer) => {
      const done = { at, name, input, answer: { ...answer } };
      this.done.push(done);
      return done;
    }, () => null);
  }

  async start(): Promise<void> {
    const opening = this.#open();
    await this.time.standStill(opening);
    const program = await this.time.passUntil(opening);
    program.start();
  }

  async end(how: Ending, seed = 0): Promise<void> {
    const { program } = this;
    this.#program = null;
    const left = how === "kill" ? this.#disk.afterKill() : this.#disk.afterPowerLoss(chooser(seed));
    if (how !== "stop") {
      this.#disk.callsLeft = 0;
      this.deaths.push(this.time.now());
    }
    const ended = program.stop();
    await this.time.passUntil(ended);
    if (how !== "stop") this.#disk = left;
    this.exchange.forgetProcess();
    this.time.forgetTimers();
  }

  /** The process stands still, as by SIGSTOP. */
  suspend(): void {
    this.time.suspend();
  }

  goOn(): void {
    this.time.resume();
    this.exchange.goOn();
  }

  async close(): Promise<void> {
    if (this.isUp) await this.end("stop");
    this.#timers[Symbol.dispose]();
  }

  async #open(): Promise<Program> {
    const { folder, streams, interval, dice } = this.options;
    const disk = this.#disk;
    const { time, exchange } = this;
    const random = () => dice.share();
    const config = readConfig({
      ...{ DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs"), MIN_FREE_MB: "0" },
      ...{ SECRET_KEY: "of no importance", PRICE_SOURCE: "binance" },
      ...{ CHECK_INTERVAL_SECONDS: String(interval), BINANCE_STREAM: streams ? "on" : "off" },
    });
    const program = await Program.open({
      config,
      clock: time,
      cron: cronOn(time),
      onFatal: (error) => disk.callsLeft > 0 && this.failures.push(error.message),
      sources: createSources(config, {
        ...{ fetch: exchange.fetch, clock: time, random },
        stream: {
          ...{ openSocket: exchange.stream.open, now: () => time.now(), random },
          after: (ms, act) => time.later(ms, act),
        },
      }),
      disk: { fileSystem: disk, takeLock: () => Promise.resolve({ release() {} }) },
    });
    this.#program = program;
    for (const fire of program.store.state.fires) if (!fire.test) this.#note(fire);
    program.store.onCommitted(({ events }) => {
      for (const event of events) if (event.type === "alarmFired") this.#note(event.fire);
    });
    return program;
  }

  /** A fire that is decided again after a crash must be the same one. */
  #note(fire: Fire): void {
    const { timestamp, price } = fire;
    const told = `${timestamp} ${price}`;
    const known = this.#seen.get(fire.id);
    if (known === undefined) this.fires.push(fire);
    else if (known !== told) this.failures.push(`${fire.id} was ${known}, then ${told}`);
    this.#seen.set(fire.id, told);
  }

  /** Lets everything happen that waits for no time. */
  async #settle(): Promise<void> {
    for (let calm = 0, before = NaN; calm < 3;) {
      await nextTurn();
      if (!this.time.isSuspended) {
        await this.#program?.store.change(() => ({ events: [], result: null })).catch(() => {});
      }
      const now = this.exchange.activity + this.#disk.calls;
      calm = now === before ? calm + 1 : 0;
      before = now;
    }
  }
}

/** Sleeps to the next full minute and runs its job, as `Deno.cron` does. */
function cronOn(time: VirtualTime): Cron {
  return async (_name, _schedule, { signal }, handler) => {
    while (!signal.aborted) {
      await time.after(MINUTE_MS - time.now() % MINUTE_MS, signal);
      if (!signal.aborted) await handler();
    }
  };
}
