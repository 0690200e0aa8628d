import { readArguments } from "@/lib/arguments.ts";
import { type Config, ConfigError, readConfig } from "@/lib/config.ts";
import { dotEnv } from "@/lib/dot_env.ts";
import { isForPerson } from "@/lib/for_person.ts";
import { createApp } from "@/lib/http/app.ts";
import { withHeaders } from "@/lib/http/with_headers.ts";
import { getLogger } from "@/lib/logs/get_logger.ts";
import { type Logs, startLogs } from "@/lib/logs/start_logs.ts";
import { SYSTEM_CLOCK } from "@/lib/monitor/clock.ts";
import { setUpDemo } from "@/lib/monitor/demo.ts";
import { misspeltSettings } from "@/lib/misspelt_settings.ts";
import { Program } from "@/lib/monitor/program.ts";
import {
  mergeLayers,
  type SettingLayer,
  type SettingOrigins,
  settingOrigins,
} from "@/lib/setting_origins.ts";
import { VERSION } from "@/lib/version.ts";

let program: Program | null = null;

/** The web app; the build attaches islands and routes to it. */
export const app = createApp(() => program);

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Longest wait for requests under way when stopping, in milliseconds. */
const SHUTDOWN_MS = 5000;
/** Longest wait for the last commit when stopping, in milliseconds. */
const STOP_MS = 10_000;

/** Settings of `deno task demo` that keep it apart from real data; the environment still wins. */
const DEMO_SETTINGS = {
  PRICE_SOURCE: "demo",
  DATA_DIR: "data/demo",
  LOG_DIR: "logs/demo",
  CHECK_INTERVAL_SECONDS: "5",
};

/** The settings, and where each is from. */
export interface Settings {
  readonly config: Config;
  readonly origins: SettingOrigins;
  /** What may be meant as a setting and is none, a line each. */
  readonly misspelt: readonly string[];
}

/** Settings from the environment, then `.env`, then (`isDemo`) the demo's. */
export function loadSettings(isDemo = false): Settings {
  const layers: SettingLayer[] = [
    ...(isDemo ? [{ origin: "demo" as const, values: DEMO_SETTINGS }] : []),
    { origin: ".env", values: dotEnv() },
    { origin: "environment", values: Deno.env.toObject() },
  ];
  const config = readConfig(mergeLayers(layers));
  return { config, origins: settingOrigins(layers), misspelt: misspeltSettings(layers) };
}

/** Sends what the program says to the console and the log folder, first of all about its settings. */
export async function startLogging({ config, misspelt }: Settings): Promise<Logs> {
  const logs = await startLogs({ logDir: config.LOG_DIR, level: config.LOG_LEVEL });
  for (const line of misspelt) getLogger("main").warn("{line}", { line });
  return logs;
}

/** Opens the store and starts the checks; whoever serves `app` calls this first. */
export async function startProgram(
  { config, origins }: Settings,
  onFatal: (error: Error) => void,
  isDemo = false,
): Promise<Program> {
  program = await Program.open({ config, origins, clock: SYSTEM_CLOCK, cron: Deno.cron, onFatal });
  if (isDemo) await setUpDemo(program);
  program.start();
  return program;
}

async function main(): Promise<void> {
  const { demo, text } = readArguments(Deno.args);
  // deno-lint-ignore no-console -- it is what was asked for, and nothing is run that could log it
  if (text !== null) return console.log(text);
  const settings = loadSettings(demo);
  const { config } = settings;
  const logs = await startLogging(settings);
  const stopping = Promise.withResolvers<number>();
  for (const signal of STOP_SIGNALS) Deno.addSignalListener(signal, () => stopping.resolve(0));
  endOnUnknownError(() => stopping.resolve(1));
  const running = await startProgram(settings, () => stopping.resolve(1), demo);
  const server = await serve(config);
  const exitCode = await stopping.promise;
  getLogger("main").info("Stopping");
  // A disk that hangs must not keep a program that gave up from being started again.
  await atMost(STOP_MS, running.stop());
  await atMost(SHUTDOWN_MS, server.shutdown());
  await logs.close();
  Deno.exit(exitCode);
}

/**
 * What a check, a socket, a route, a listener or the schedule throws is caught where it happens. What
 * gets past all of them leaves a state that nobody knows: the program ends in order, and its
 * supervisor starts it again from what is on disk.
 */
function endOnUnknownError(stop: () => void): void {
  const end = (event: Event, error: unknown) => {
    event.preventDefault();
    getLogger("main").fatal("The program ends, because nobody expected this: {error}", { error });
    stop();
  };
  addEventListener("error", (event) => end(event, event.error));
  addEventListener("unhandledrejection", (event) => end(event, event.reason));
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, new Promise((done) => setTimeout(done, ms))]);
}

async function serve({ HOST, PORT }: Config): Promise<Deno.HttpServer> {
  const { fetch } = await builtServer();
  const onListen = ({ hostname, port }: Deno.NetAddr) => {
    const url = urlOf(hostname, port);
    getLogger("main").info("Crypto Price Alarm {VERSION} runs at {url}", { VERSION, url });
  };
  try {
    return Deno.serve({ hostname: HOST, port: PORT, onListen }, withHeaders(fetch));
  } catch (error) {
    throw new ConfigError(
      `Cannot serve at HOST ${HOST}, PORT ${PORT}: ${String(error)}; set another one`,
    );
  }
}

/** The build's server attaches routes and islands to `app`; its path is no literal so that types need no build. */
async function builtServer(): Promise<{ fetch: Deno.ServeHandler<Deno.NetAddr> }> {
  const url = new URL("./_fresh/server.js", import.meta.url).href;
  return (await import(url)).default;
}

function urlOf(hostname: string, port: number): string {
  const host = hostname === "0.0.0.0" || hostname === "::" ? "localhost" : hostname;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** What stops the start is told in one line, without a stack: it is for the person who starts the program. */
function giveUp(error: unknown): never {
  // deno-lint-ignore no-console -- the log may be what could not be started
  console.error(isForPerson(error) ? error.message : error);
  Deno.exit(1);
}

if (import.meta.main) main().catch(giveUp);
