import { join } from "node:path";
import { setImmediate } from "node:timers";
import type { CommandName } from "@/lib/commands/commands.ts";
import { type Config, readConfig } from "@/lib/settings/config.ts";
import { Program } from "@/lib/program/program.ts";
import { createSources, SourceRouter, type Sources } from "@/lib/sources/table.ts";
import {
  type CoinGeckoLimits,
  type CoinGeckoOptions,
  CoinGeckoSource,
  MonthFile,
} from "@/lib/sources/coingecko/coingecko.ts";
import { type BinanceServer, startBinance } from "../servers/binance.ts";
import { type CoinGeckoServer, startCoinGecko } from "../servers/coingecko.ts";
import type { PriceServer } from "../servers/price_server.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { FakeClock } from "./fake_clock.ts";
import { cronOn } from "./scripted_program.ts";

/** Time goes on in such steps unless told otherwise, with a pause after each in which requests are answered, in milliseconds. */
const STEP_MS = 1_000;

/** The whole program on local markets, its requests real but for the network, its clock moved by hand. */
export interface MarketProgram {
  readonly program: Program;
  readonly clock: FakeClock;
  readonly binance: BinanceServer;
  readonly coingecko: CoinGeckoServer;
  ask(name: CommandName, data: unknown): Promise<unknown>;
  /** Lets time pass, in which all that is due is asked and answered. */
  pass(ms: number, stepMs?: number): Promise<void>;
}

interface MarketSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly coingeckoLimits?: CoinGeckoLimits;
  /** When it all begins, ISO 8601. */
  readonly start?: string;
}

/** Runs a test on the whole program with real sources that ask local servers. */
export async function withMarketProgram(
  { env = {}, coingeckoLimits, start }: MarketSettings,
  test: (market: MarketProgram) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const clock = new FakeClock(start);
  const now = () => clock.now();
  const binance = startBinance({ now });
  const coingecko = startCoinGecko({ now });
  const config = readConfig({
    ...{ DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs"), MIN_FREE_MB: "0" },
    ...{ SECRET_KEY: "of no importance", PRICE_SOURCE: "binance", BINANCE_STREAM: "off" },
    ...{ BINANCE_API_URL: binance.url, COINGECKO_API_URL: coingecko.url },
    ...env,
  });
  const traffic = new Traffic([binance, coingecko]);
  const program = await openProgram(config, { clock, traffic, coingeckoLimits });
  const pass = async (ms: number, stepMs = STEP_MS) => {
    for (let left = ms; left > 0; left -= stepMs) {
      await clock.pass(Math.min(left, stepMs));
      await traffic.isQuiet();
    }
  };
  try {
    const ask: MarketProgram["ask"] = (name, data) => program.run(name, data, { address: "test" });
    await test({ program, clock, binance, coingecko, ask, pass });
  } finally {
    await program.stop();
    await Promise.all([binance.close(), coingecko.close()]);
    await Deno.remove(folder, { recursive: true });
  }
}

interface World {
  readonly clock: FakeClock;
  readonly traffic: Traffic;
  readonly coingeckoLimits: CoinGeckoLimits | undefined;
}

function openProgram(config: Config, { clock, traffic, coingeckoLimits }: World): Promise<Program> {
  return Program.open({
    ...{ config, clock, cron: cronOn(clock) },
    onFatal: (error) => Promise.reject(error),
    sources: sourcesOf(config, { clock, traffic, coingeckoLimits }),
    disk: {
      fileSystem: new SimulatedDisk(),
      takeLock: () => Promise.resolve({ release() {} }),
    },
  });
}

/** CoinGecko's with these limits: an address of one's own has none. */
function sourcesOf(config: Config, { clock, traffic, coingeckoLimits }: World): Sources {
  const tools = {
    clock,
    random: () => 0.5,
    fetch: traffic.fetch,
  };
  const made = createSources(config, tools);
  const [apiUrl, apiKey] = [
    String(config.COINGECKO_API_URL),
    String(config.COINGECKO_API_KEY ?? ""),
  ];
  const plan = config.COINGECKO_PLAN as CoinGeckoOptions["plan"];
  const month = new MonthFile(config.DATA_DIR);
  const coingecko = new CoinGeckoSource({
    ...{ ...tools, apiUrl, apiKey, plan, limits: coingeckoLimits, month },
  });
  const sources = new Map([...made.sources]).set("coingecko", coingecko);
  return { sources, router: new SourceRouter({ mode: config.PRICE_SOURCE, sources }) };
}

/** Carries requests to the markets, and knows of those that are under way. */
class Traffic {
  #underWay = 0;
  /** Something was answered, and the program may still be at it. */
  #isBusy = false;

  constructor(private readonly markets: readonly PriceServer[]) {}

  readonly fetch: typeof fetch = async (input, init) => {
    const market = this.markets.find(({ url }) => String(input).startsWith(url));
    if (market === undefined) throw new Error(`No market answers at ${input}`);
    this.#underWay++;
    try {
      const answer = await market.fetch(input, init);
      // Whole at once: what reads it part by part would be outrun by the clock.
      const body = await answer.arrayBuffer();
      return new Response(body, { status: answer.status, headers: answer.headers });
    } finally {
      this.#isBusy = true;
      this.#underWay--;
    }
  };

  /** Waits until nothing is under way, nor what follows from it. */
  async isQuiet(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#isBusy || this.#underWay > 0) {
      this.#isBusy = false;
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve));
    }
  }
}
