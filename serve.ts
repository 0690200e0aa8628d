import {
  mergeLayers,
  misspeltSettings,
  readArguments,
  setByPeople,
  type SettingLayer,
  type SettingOrigins,
  settingOrigins,
} from "@/lib/settings/origins.ts";
import { type Config, ConfigError, readConfig, VERSION } from "@/lib/settings/config.ts";
import { endOnUnknownError, getLogger, isForPerson } from "@/lib/logs/logger.ts";
import { createApp } from "@/lib/server/app.ts";
import { Listener, MemoryGuard, untilFirstAnswer } from "@/lib/server/listener.ts";
import { ownInfo, withHeaders } from "@/lib/server/guards.ts";
import { type Logs, startLogs } from "@/lib/logs/start_logs.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { setUpDemo } from "@/lib/program/demo.ts";
import { Program } from "@/lib/program/program.ts";
import { STORE_FILE } from "@/lib/store/file/backups.ts";
import { spareDescriptors } from "@/lib/store/file/file_system.ts";
import { isLoopback } from "@/lib/settings/trusted_proxies.ts";

let program: Program | null = null;

/** The web app; the build attaches islands and routes to it. */
export let app = createApp(() => program);

/** Has the app stand below another path; to be called before the build is attached to it. */
export function standBelow({ BASE_PATH }: Config): void {
  if (BASE_PATH === "") return;
  app = createApp(() => program, BASE_PATH);
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Longest wait for requests under way when stopping, in milliseconds. */
const SHUTDOWN_MS = 5000;
/** Longest wait for the last commit when stopping, in milliseconds. */
const STOP_MS = 10_000;

/** Longest wait for the first check before pages are made, and how often it is looked for, in milliseconds. */
const LONGEST_FIRST_CHECK_MS = 10_000;
const LOOK_EVERY_MS = 100;

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
  /** Says what may be meant as a setting and is none, a line each; it takes as long as opening the store. */
  readonly misspelt: () => readonly string[];
}

/** Settings from the environment, then `.env`, then (`isDemo`) the demo's. */
export function loadSettings(isDemo = false): Settings {
  const layers: SettingLayer[] = [
    ...(isDemo ? [{ origin: "demo" as const, values: DEMO_SETTINGS }] : []),
    ...setByPeople(),
  ];
  const config = readConfig(mergeLayers(layers));
  return { config, origins: settingOrigins(layers), misspelt: () => misspeltSettings(layers) };
}

/** Sends what the program says to the console and the log folder. */
export async function startLogging({ config }: Settings): Promise<Logs> {
  const { LOG_DIR: logDir, LOG_LEVEL: level, LOG_FORMAT: format } = config;
  return await startLogs({ logDir, level, format });
}

/** Warns of what may be meant as a setting and is none. */
export function tellMisspelt({ misspelt }: Settings): void {
  for (const line of misspelt()) getLogger("main").warn("{line}", { line });
}

/** Opens the store; pages can be served from then on. Nothing is checked before `start`. */
async function openProgram(
  { config, origins }: Settings,
  onFatal: (error: Error) => void,
  isDemo: boolean,
): Promise<Program> {
  program = await Program.open({
    config,
    origins,
    clock: SYSTEM_CLOCK,
    // Asking for it loads it, and the first page comes before the first check.
    cron: (...given) => Deno.cron(...given),
    onFatal,
    isDemo,
    isRestLater: true,
  });
  if (isDemo) await setUpDemo(program);
  return program;
}

/** Opens the store and starts the checks; whoever serves `app` calls this first. */
export async function startProgram(
  settings: Settings,
  onFatal: (error: Error) => void,
  { isDemo = false } = {},
): Promise<Program> {
  const opened = await openProgram(settings, onFatal, isDemo);
  await opened.start();
  return opened;
}

async function main({ built, schemas, stale }: Build): Promise<void> {
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
  if (hasStore(config)) await schemas();
  // While one waits for the disk, the other makes the routes.
  const [running, handler] = await Promise.all([
    openProgram(settings, () => stopping.resolve(1), demo),
    built(),
  ]);
  const fetch = withHeaders(handler.fetch, config);
  const first = untilFirstAnswer(fetch, SYSTEM_CLOCK, config.BASE_PATH);
  const server = serve(config, first.fetch);
  await Promise.race([first.given, stopping.promise]);
  await running.start();
  first.open();
  await running.served();
  const memory = new MemoryGuard({
    usage: () => Deno.memoryUsage(),
    sockets: () => running.hub.openSockets,
    cut: (reason) => server.cut(reason),
  });
  memory.start();
  tellMisspelt(settings);
  await tellStale(stale);
  await untilChecked(running, stopping.promise);
  await warmUp(fetch, config.BASE_PATH);
  const exitCode = await stopping.promise;
  getLogger("main").info("Stopping");
  // A disk that hangs must not keep a program that gave up from being started again.
  await atMost(STOP_MS, running.stop(exitCode === 0));
  await atMost(SHUTDOWN_MS, server.shutdown());
  await logs.close();
  Deno.exit(exitCode);
}

/** Whether there is a store to read, which needs the schemas. */
function hasStore({ DATA_DIR }: Config): boolean {
  try {
    return Deno.statSync(`${DATA_DIR}/${STORE_FILE}`).isFile;
  } catch {
    return false;
  }
}

/** A bundle that is older than the sources is what runs: whoever changed them should know. */
async function tellStale(stale: Build["stale"]): Promise<void> {
  const source = await stale().catch(() => null);
  if (source === null) return;
  getLogger("main").warn("{source} was changed since the build, which runs: deno task build", {
    source,
  });
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, SYSTEM_CLOCK.after(ms, new AbortController().signal)]);
}

function serve(
  { HOST, PORT, BASE_PATH }: Config,
  fetch: Handler,
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

/** Waits for the first check, which comes before what nobody waits for; not for ever where no source answers. */
async function untilChecked(running: Program, stopping: Promise<number>): Promise<void> {
  const given = new AbortController();
  void stopping.then(() => given.abort());
  const until = SYSTEM_CLOCK.monotonic() + LONGEST_FIRST_CHECK_MS;
  while (running.lastCheckAt === null && !given.signal.aborted) {
    if (SYSTEM_CLOCK.monotonic() > until) return;
    await SYSTEM_CLOCK.after(LOOK_EVERY_MS, given.signal);
  }
}

/** Pages after a start take several times as long as later ones, so some are made before anybody asks for them. */
async function warmUp(fetch: Handler, base: string): Promise<void> {
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
  readonly fetch: Handler;
}

type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

/** What runs the program knows of its build. */
interface Build {
  /** Attaches routes and islands to `app`. */
  readonly built: () => Promise<BuiltServer>;
  /** Loads the library of the schemas, where the build has it in a file of its own. */
  readonly schemas: () => Promise<void>;
  /** A source that is newer than the bundle which runs; null where there is none. */
  readonly stale: () => Promise<string | null>;
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

/** Runs the program until it is asked to stop. */
export function run(
  {
    built = builtServer,
    schemas = () => Promise.resolve(),
    stale = () => Promise.resolve(null),
  }: Partial<Build> = {},
): void {
  main({ built, schemas, stale }).catch(giveUp);
}

// Tools and tests run the sources so, whatever was built.
if (import.meta.main) run();
