import {
  dotEnv,
  mergeLayers,
  readArguments,
  type SettingLayer,
  type SettingOrigins,
  settingOrigins,
} from "@/lib/settings/origins.ts";
import { misspeltSettings } from "@/lib/settings/misspelt.ts";
import { type Config, ConfigError, readConfig, VERSION } from "@/lib/settings/config.ts";
import { endOnUnknownError, getLogger, isForPerson } from "@/lib/logs/logger.ts";
import { createApp } from "@/lib/server/app.ts";
import { Listener } from "@/lib/server/listener.ts";
import { MemoryGuard } from "@/lib/server/memory_guard.ts";
import { ownInfo, withHeaders } from "@/lib/server/guards.ts";
import { type Logs, startLogs } from "@/lib/logs/start_logs.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { setUpDemo } from "@/lib/program/demo.ts";
import { Program } from "@/lib/program/program.ts";
import { spareDescriptors } from "@/lib/store/file/file_system.ts";
import { isLoopback } from "@/lib/settings/trusted_proxies.ts";

let program: Program | null = null;

/** The web app; the build attaches islands and routes to it. */
export let app = createApp(() => program);

/** Has the app stand below another path; to be called before the build is attached to it. */
export function standBelow({ BASE_PATH }: Config): void {
  app = createApp(() => program, BASE_PATH);
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Longest wait for requests under way when stopping, in milliseconds. */
const SHUTDOWN_MS = 5000;
/** Longest wait for the last commit when stopping, in milliseconds. */
const STOP_MS = 10_000;

/** Pages that between them draw most of what there is. */
const WARM_PATHS = ["/", "/alarms", "/settings"];

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
  const { LOG_DIR: logDir, LOG_LEVEL: level, LOG_FORMAT: format } = config;
  const logs = await startLogs({ logDir, level, format });
  for (const line of misspelt) getLogger("main").warn("{line}", { line });
  return logs;
}

/** Opens the store, does what `prepare` does, and starts the checks; whoever serves `app` calls this first. */
export async function startProgram(
  { config, origins }: Settings,
  onFatal: (error: Error) => void,
  { isDemo = false, prepare = () => Promise.resolve() } = {},
): Promise<Program> {
  program = await Program.open({
    config,
    origins,
    clock: SYSTEM_CLOCK,
    cron: Deno.cron,
    onFatal,
    isDemo,
  });
  if (isDemo) await setUpDemo(program);
  await prepare();
  program.start();
  return program;
}

async function main(built: () => Promise<BuiltServer>): Promise<void> {
  const { demo, text } = readArguments(Deno.args);
  // deno-lint-ignore no-console -- it is what was asked for, and nothing is run that could log it
  if (text !== null) return console.log(text);
  const settings = loadSettings(demo);
  const { config } = settings;
  const logs = await startLogging(settings);
  const stopping = Promise.withResolvers<number>();
  for (const signal of STOP_SIGNALS) Deno.addSignalListener(signal, () => stopping.resolve(0));
  endOnUnknownError(() => stopping.resolve(1));
  standBelow(config);
  const fetch = withHeaders((await built()).fetch, config);
  const prepare = () => warmUp(fetch, config.BASE_PATH);
  const running = await startProgram(settings, () => stopping.resolve(1), {
    isDemo: demo,
    prepare,
  });
  const server = serve(config, fetch);
  await running.served();
  const memory = new MemoryGuard({
    usage: () => Deno.memoryUsage(),
    sockets: () => running.hub.openSockets,
    cut: (reason) => server.cut(reason),
  });
  memory.start();
  const exitCode = await stopping.promise;
  getLogger("main").info("Stopping");
  // A disk that hangs must not keep a program that gave up from being started again.
  await atMost(STOP_MS, running.stop(exitCode === 0));
  await atMost(SHUTDOWN_MS, server.shutdown());
  await logs.close();
  Deno.exit(exitCode);
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, SYSTEM_CLOCK.after(ms, new AbortController().signal)]);
}

function serve(
  { HOST, PORT, BASE_PATH }: Config,
  fetch: Deno.ServeHandler<Deno.NetAddr>,
): Listener {
  const log = getLogger("main");
  let port: number | null = null;
  const onListen = (address: Deno.NetAddr) => {
    if (port !== null) return log.info("Accepts connections again");
    port = address.port;
    tellWhere(address, BASE_PATH);
  };
  const listen = (signal: AbortSignal) =>
    Deno.serve({ hostname: HOST, port: port ?? PORT, onListen, signal }, fetch);
  try {
    return new Listener({ listen, spare: spareDescriptors, clock: SYSTEM_CLOCK, log });
  } catch (error) {
    throw new ConfigError(
      `Cannot serve at HOST ${HOST}, PORT ${PORT}: ${String(error)}; set another one`,
    );
  }
}

/**
 * The first page after a start takes several times as long as any other, half a second of a full store, so it is
 * made before anybody can ask, and before there are checks that it would keep waiting.
 */
async function warmUp(fetch: Deno.ServeHandler<Deno.NetAddr>, base: string): Promise<void> {
  for (const path of WARM_PATHS) {
    const url = `http://localhost${base}${path}`;
    const response = await fetch(new Request(url, { headers: { host: "localhost" } }), ownInfo());
    await response.body?.cancel();
  }
}

function tellWhere({ hostname, port }: Deno.NetAddr, base: string): void {
  const log = getLogger("main");
  log.info("Crypto Price Alarm {VERSION} runs at {url}", {
    VERSION,
    url: urlOf(hostname, port) + base,
  });
  if (isLoopback(hostname)) return;
  log.warn(
    "Others can reach {hostname}: deadlines for slow requests, sizes and descriptors towards " +
      "strangers are a proxy's part; deploy/nginx.conf does it",
    { hostname },
  );
}

/** What `_fresh/server.js` exports. */
interface BuiltServer {
  readonly fetch: Deno.ServeHandler<Deno.NetAddr>;
}

/** The build's server attaches routes and islands to `app`; its path is no literal so that types need no build. */
async function builtServer(): Promise<BuiltServer> {
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

/** Runs the program until it is asked to stop; `built` imports the build's server. */
export function run(built = builtServer): void {
  main(built).catch(giveUp);
}
