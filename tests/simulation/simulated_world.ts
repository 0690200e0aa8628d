import { setImmediate } from "node:timers";
import { join } from "node:path";
import type { Fire } from "@/lib/alarms/fire.ts";
import { readConfig } from "@/lib/config.ts";
import { Program } from "@/lib/monitor/program.ts";
import type { Cron } from "@/lib/monitor/schedule.ts";
import { SourceRouter } from "@/lib/sources/router.ts";
import type { SourceName } from "@/lib/sources/source.ts";
import { FakeClock } from "../monitor/fake_clock.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import { chooser } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { Dice } from "./dice.ts";
import type { SimulatedMarket } from "./market.ts";
import type { PlacedAlarm } from "./place_alarms.ts";
import { VirtualSource } from "./virtual_source.ts";

export interface WorldOptions {
  readonly market: SimulatedMarket;
  readonly alarms: readonly PlacedAlarm[];
  readonly dice: Dice;
  readonly streams: boolean;
  /** For the log files; all else is in memory. */
  readonly folder: string;
}

const MINUTE_MS = 60_000;
/** How long the kernel keeps what it was not told to sync. */
const WRITE_BACK_SECONDS = 5;

/** The real program in virtual time over a generated market, on a disk in memory. */
export class SimulatedWorld {
  readonly clock: FakeClock;
  readonly source: VirtualSource;
  /** Every fire that was committed, by the index of its alarm, in the order of the commits. */
  readonly fires: Fire[][];
  /** What went wrong for good, other than by a crash. */
  readonly failures: Error[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #seen = new Set<string>();
  #disk = new SimulatedDisk();
  #program: Program | null = null;
  #second = 0;

  private constructor(private readonly options: WorldOptions) {
    const start = new Date(options.market.start).toISOString();
    this.clock = new FakeClock(start, () => this.#settle());
    this.source = new VirtualSource({ ...options, clock: this.clock, dice: options.dice.child() });
    this.fires = options.alarms.map(() => []);
  }

  /** At second 0 the pairs are added and the alarms set; then the program starts to watch. */
  static async begin(options: WorldOptions): Promise<SimulatedWorld> {
    const world = new SimulatedWorld(options);
    const program = await world.#open();
    for (const pair of options.market.paths.keys()) await world.#run("add_pair", { pair });
    for (const [index, { symbol, alarm }] of options.alarms.entries()) {
      const { expiresAt: _none, ...wanted } = alarm;
      const answer = await world.#run("add_alarm", { pair: symbol, alarm: wanted });
      world.#indexes.set((answer as { alarm: { id: string } }).alarm.id, index);
    }
    program.start();
    await world.#settle();
    return world;
  }

  /** The second that is under way. */
  get second(): number {
    return this.#second;
  }

  get isUp(): boolean {
    return this.#program !== null;
  }

  get program(): Program {
    if (this.#program === null) throw new Error("The program is down");
    return this.#program;
  }

  /** The second under way passes; the stream tells of it when it is asked to. */
  async passSecond(isTold: boolean): Promise<void> {
    await this.clock.pass(1_000);
    const second = this.#second++;
    if (second % WRITE_BACK_SECONDS === 0) this.#disk.writeBack();
    if (!this.isUp) return;
    if (isTold) this.source.connection?.tell(second);
    await this.#settle();
    // Unacknowledged fires are kept for ever, and the file would grow with them.
    if (second % 60 === 0) await this.#run("acknowledge", { all: true });
  }

  /** The stream is lost, with the prices that still waited to be judged. */
  cutStream(): void {
    if (!this.isUp) return;
    this.#forgetUnjudged();
    this.source.connection?.cut("The stream is gone");
  }

  /** The program ends as it is told to. */
  async stop(): Promise<void> {
    await this.program.stop();
    this.#program = null;
  }

  /** The process ends at once; what it had written stays. */
  async kill(): Promise<void> {
    await this.#die(this.#disk.afterKill());
  }

  /** The power goes; what was not synced may be gone. */
  async losePower(seed: number): Promise<void> {
    await this.#die(this.#disk.afterPowerLoss(chooser(seed)));
  }

  /** Opens and starts the program on the present disk. */
  async startAgain(): Promise<void> {
    const program = await this.#open();
    program.start();
    await this.#settle();
  }

  async #die(left: SimulatedDisk): Promise<void> {
    this.#disk.callsLeft = 0;
    await this.program.stop();
    this.#program = null;
    this.#disk = left;
  }

  async #open(): Promise<Program> {
    const sources = new Map<SourceName, VirtualSource>([["binance", this.source]]);
    const { folder } = this.options;
    const disk = this.#disk;
    const program = await Program.open({
      config: readConfig({
        ...{ DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs"), MIN_FREE_MB: "0" },
        ...{ SECRET_KEY: "of no importance", PRICE_SOURCE: "binance" },
      }),
      clock: this.clock,
      cron: cronOn(this.clock),
      // Of a disk that the power went from, nothing else can be expected.
      onFatal: (error) => disk.callsLeft > 0 && this.failures.push(error),
      sources: { sources, router: new SourceRouter({ mode: "binance", sources }) },
      disk: { fileSystem: disk, takeLock: () => Promise.resolve({ release() {} }) },
    });
    this.#program = program;
    for (const fire of program.store.state.fires) this.#note(fire);
    program.store.onCommitted(({ events }) => {
      for (const event of events) if (event.type === "alarmFired") this.#note(event.fire);
    });
    this.#forgetUnjudged();
    return program;
  }

  /** What the program was told but has not judged must be told again. */
  #forgetUnjudged(): void {
    for (const [symbol, pair] of this.program.store.state.pairs) {
      const judged = judgedPoint(pair);
      if (judged !== null) this.source.told.forgetAfter(symbol, Date.parse(judged.timestamp));
    }
  }

  #note(fire: Fire): void {
    const index = this.#indexes.get(fire.alarmId);
    if (index === undefined || this.#seen.has(fire.id)) return;
    this.#seen.add(fire.id);
    this.fires[index]?.push(fire);
  }

  #run(name: "add_pair" | "add_alarm" | "acknowledge", input: unknown): Promise<unknown> {
    return this.program.run(name, input, { address: "test" });
  }

  /** Lets everything happen that waits for no time. */
  async #settle(): Promise<void> {
    for (let calm = 0, before = NaN; calm < 3;) {
      await nextTurn();
      await this.#program?.store.change(() => ({ events: [], result: null })).catch(() => {});
      const now = this.source.activity + this.#disk.calls;
      calm = now === before ? calm + 1 : 0;
      before = now;
    }
  }
}

/** Sleeps to the next full minute and runs its job, as `Deno.cron` does. */
function cronOn(clock: FakeClock): Cron {
  return async (_name, _schedule, { signal }, handler) => {
    while (!signal.aborted) {
      await clock.sleep(MINUTE_MS - clock.now() % MINUTE_MS, signal);
      if (!signal.aborted) await handler();
    }
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
