import { join } from "node:path";
import { Builder } from "fresh/dev";
import type { Pair } from "@/lib/alarms/pair.ts";
import { Program } from "@/lib/program/program.ts";
import type { WholePriceChange } from "@/lib/protocol/frames.ts";
import { createApp } from "@/lib/server/app.ts";
import { withHeaders } from "@/lib/server/guards.ts";
import { readConfig } from "@/lib/settings/config.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { CHECK_MS, mixedAlarms, pairs } from "../market.ts";
import { random } from "../random.ts";

/** A program that watches many pairs, whose prices all move several times a second. */
export interface BusyBoard {
  readonly url: string;
  /** One of its pairs, and the id of one of its alarms. */
  readonly symbol: string;
  readonly alarm: string;
  /** Frames of prices that were sent so far. */
  readonly frames: () => number;
  stop(): Promise<void>;
}

interface BusyBoardOptions {
  readonly pairs: number;
  readonly framesPerSecond: number;
  /** Holds its data; the caller removes it. */
  readonly folder: string;
  /** All prices say how many frames there were, so that a page shows how old its rows are. */
  readonly isCount?: boolean;
}

/** Serves the built app; the frames come from a random walk, because no source is asked. */
export async function startBusyBoard(options: BusyBoardOptions): Promise<BusyBoard> {
  const program = await programWith(options);
  const app = createApp(() => program);
  (await builtApp())(app);
  const onListen = () => {};
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen },
    withHeaders(app.handler(), { ALLOWED_ORIGINS: [] }),
  );
  const walk = new Walk(program, random(7), options.isCount ?? false);
  const timers = [
    setInterval(() => walk.step(), 1_000 / options.framesPerSecond),
    setInterval(() => program.hub.checkEnded(), CHECK_MS),
  ];
  const withAlarm = program.snapshot().pairs.find(({ alarms }) => alarms.length > 0);
  return {
    symbol: withAlarm?.symbol ?? "",
    alarm: withAlarm?.alarms[0]?.id ?? "",
    url: `http://127.0.0.1:${server.addr.port}`,
    frames: () => walk.frames,
    async stop() {
      timers.forEach(clearInterval);
      await program.stop();
      await server.shutdown();
    },
  };
}

type Build = Awaited<ReturnType<typeof buildInMemory>>;
let built: Promise<Build> | undefined;

/** The build is the same for every board of a process. */
function builtApp(): Promise<Build> {
  return built ??= buildInMemory();
}

function buildInMemory() {
  const root = join(import.meta.dirname ?? "", "..", "..");
  return new Builder({ root, target: "safari16" }).build({ snapshot: "memory" });
}

async function programWith({ folder, pairs: count }: BusyBoardOptions): Promise<Program> {
  const config = readConfig({
    ...{ PRICE_SOURCE: "demo", DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") },
  });
  const onFatal = (error: Error) => {
    throw error;
  };
  const cron = () => Promise.resolve();
  const program = await Program.open({ config, clock: SYSTEM_CLOCK, cron, onFatal });
  const events = pairs(count, (pair, number) => mixedAlarms(pair, number % 3, number))
    .map((pair) => ({ type: "pairAdded" as const, pair: asOfNow(pair) }));
  await program.store.change(() => ({ events, result: null }));
  return program;
}

/** The same pair with its newest price just now. */
function asOfNow(pair: Pair): Pair {
  const late = Date.now() - Date.parse(pair.lastUpdate ?? "");
  const moved = (iso: string) => new Date(Date.parse(iso) + late).toISOString();
  const priceHistory = pair.priceHistory.map(({ price, timestamp }) => ({
    price,
    timestamp: moved(timestamp),
  }));
  return { ...pair, source: "demo", lastUpdate: moved(pair.lastUpdate ?? ""), priceHistory };
}

/** Prices that count begin with this, so that all are of one length. */
const FIRST_COUNT = 10_000;

/** Moves all prices at once and tells every page. */
class Walk {
  frames = 0;
  readonly #prices: WholePriceChange[];

  constructor(
    private readonly program: Program,
    private readonly next: () => number,
    private readonly isCount: boolean,
  ) {
    this.#prices = program.snapshot().pairs.map(({ symbol, currentPrice, references }) => ({
      ...{ pair: symbol, price: currentPrice ?? 1, timestamp: "", maxPrice: 200, minPrice: 50 },
      ...{ historyStart: new Date(0).toISOString(), references: references ?? {} },
      ...{ hourAgo: 99.5, dayAgo: 101.5 },
    }));
  }

  step(): void {
    const timestamp = new Date().toISOString();
    for (const [place, change] of this.#prices.entries()) {
      const moved = Number((change.price * (1 + (this.next() - 0.5) / 500)).toPrecision(8));
      const price = this.isCount ? FIRST_COUNT + this.frames : moved;
      this.#prices[place] = { ...change, price, timestamp };
    }
    this.frames++;
    this.program.hub.broadcast("price_update", { prices: this.#prices });
  }
}
