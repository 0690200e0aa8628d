// deno task walk: which files of the server a tick, a command and a page enter, and in which order.
// The built program runs from a copy in which every function notes its file, on a stream that is told here.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BinanceServer, startBinance } from "../../tests/servers/binance.ts";
import { folderOf } from "../graph.ts";
import { copyInstrumented } from "./instrument.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAIR = "BTCUSDT";
/** The first round fills what is made once; it is not counted. */
const ROUNDS = 7;
/** Longest wait for one frame or line, in milliseconds. */
const TIMEOUT_MS = 60_000;
/** The past of the pair is loaded once nothing is asked for so long, in milliseconds. */
const QUIET_MS = 3_000;
/** How long the program is watched while nothing happens, in milliseconds. */
const IDLE_MS = 5_000;
/** While the stream is being joined it is told a price so often, in milliseconds. */
const TELL_EVERY_MS = 500;

/** The program in a process of its own, asked by its input what it has entered. */
class TracedProgram {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;
  #output = "";

  constructor(folder: string, env: Record<string, string>) {
    const trace = fileURLToPath(new URL("./trace.ts", import.meta.url));
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--preload", trace, "serve.ts"],
      cwd: folder,
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#lines = linesIn(this.#child.stdout);
  }

  /** Reads the output to a line that matches; answers its first group. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`The program ended before it said ${pattern}:\n${this.#output}`);
      this.#output += `${value}\n`;
      const match = pattern.exec(value);
      if (match !== null) return match[1] ?? "";
    }
  }

  /** What is entered while this is under way, turn by turn. */
  async during(work: () => Promise<unknown>): Promise<Turn[]> {
    await this.#entered();
    await work();
    return await this.#entered();
  }

  async stop(): Promise<void> {
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await this.#child.status;
    await this.#input.close().catch(() => {});
  }

  /** What was entered since this was asked before. */
  async #entered(): Promise<Turn[]> {
    await this.#input.write(new TextEncoder().encode("\n"));
    return JSON.parse(await this.line(/^walk: (.*)/));
  }
}

async function* linesIn(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

interface Frame {
  readonly event: string;
  readonly id?: string;
  readonly data: {
    readonly alarm?: { readonly id: string };
    readonly prices?: readonly { readonly price?: number }[];
  };
}

class Listener {
  readonly #socket: WebSocket;
  readonly #waiting = new Set<(frame: Frame) => void>();
  #requests = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      for (const take of this.#waiting) take(JSON.parse(data));
    };
  }

  static async open(url: string): Promise<Listener> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws?v=2`);
    const listener = new Listener(socket);
    await listener.next(({ event }) => event === "snapshot", "a snapshot");
    return listener;
  }

  next(isWanted: (frame: Frame) => boolean, name: string): Promise<Frame> {
    const { promise, resolve, reject } = Promise.withResolvers<Frame>();
    const take = (frame: Frame) => isWanted(frame) && resolve(frame);
    this.#waiting.add(take);
    const error = new Error(`/ws did not send ${name} within ${TIMEOUT_MS / 1000} s`);
    const timer = setTimeout(() => reject(error), TIMEOUT_MS);
    return promise.finally(() => {
      this.#waiting.delete(take);
      clearTimeout(timer);
    });
  }

  /** Sends a request and waits for its answer. */
  async ask(event: string, data: unknown): Promise<Frame> {
    const id = `walk-${++this.#requests}`;
    const answer = this.next((frame) => frame.id === id, `an answer to ${event}`);
    this.#socket.send(JSON.stringify({ event, data, id }));
    const frame = await answer;
    if (frame.event === "error") throw new Error(`${event}: ${JSON.stringify(frame.data)}`);
    return frame;
  }

  price(price: number): Promise<Frame> {
    const tells = ({ event, data }: Frame) =>
      event === "price_update" && data.prices?.some((entry) => entry.price === price) === true;
    return this.next(tells, `the price ${price}`);
  }

  fire(): Promise<Frame> {
    return this.next(({ event }) => event === "alarm_triggered", "a fire");
  }

  close(): void {
    this.#socket.close();
  }
}

interface Stage {
  readonly program: TracedProgram;
  readonly binance: BinanceServer;
  readonly listener: Listener;
  readonly url: string;
}

type Round = Readonly<Record<string, Turn[]>>;

/** One alarm from its command to its fire, and a page. */
async function round({ program, binance, listener, url }: Stage, price: number): Promise<Round> {
  const alarm = { type: "target", targetPrice: price + 2, direction: "fromBelow" };
  let id = "";
  const command = await program.during(async () => {
    const { data } = await listener.ask("add_alarm", { pair: PAIR, alarm });
    id = data.alarm?.id ?? "";
  });
  // A price from before the alarm was set says how its condition stood then, and fires nothing.
  await nextSecond();
  const tick = await program.during(async () => {
    const told = listener.price(price + 1);
    binance.streamPrice(PAIR, price + 1);
    await told;
  });
  await nextSecond();
  const fire = await program.during(async () => {
    const told = Promise.all([listener.price(price + 2), listener.fire()]);
    binance.streamPrice(PAIR, price + 2);
    await told;
  });
  const page = await program.during(async () => await (await fetch(`${url}/`)).text());
  await listener.ask("remove_alarm", { pair: PAIR, id });
  await nextSecond();
  return {
    "A streamed tick that fires its pair's one alarm, to the frames": fire,
    "A streamed tick that does not reach its pair's one alarm, to the frame": tick,
    "add_alarm, from the frame to the answer": command,
    "The page /": page,
  };
}

/** A source tells one second of trades once. */
function nextSecond(): Promise<void> {
  return pass(1000);
}

async function pass(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
}

/** Tells prices until one comes back, and waits until the past is loaded. */
async function untilLive({ binance, listener }: Stage): Promise<void> {
  const told = listener.price(100.5);
  const timer = setInterval(() => binance.streamPrice(PAIR, 100.5), TELL_EVERY_MS);
  await told.finally(() => clearInterval(timer));
  for (let asked = -1; asked < binance.count();) {
    asked = binance.count();
    await pass(QUIET_MS);
  }
}

interface Measured {
  readonly rounds: readonly Round[];
  /** What is entered when nothing happens. */
  readonly idle: readonly Turn[];
}

async function measure(folder: string, binance: BinanceServer): Promise<Measured> {
  binance.setPrice(PAIR, 100);
  binance.setMarket(PAIR, () => 100);
  const program = new TracedProgram(folder, {
    ...{ PORT: "0", DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") },
    ...{ PRICE_SOURCE: "binance", BINANCE_STREAM: "on", CHECK_INTERVAL_SECONDS: "60" },
    ...{ HISTORY_RAW_HOURS: "1", HISTORY_DAYS: "1" },
    ...{ BINANCE_API_URL: binance.url, BINANCE_STREAM_URL: binance.streamUrl },
  });
  try {
    const url = await program.line(/runs at (http:\/\/\S+)/);
    const listener = await Listener.open(url);
    const stage = { program, binance, listener, url };
    await listener.ask("add_pair", { pair: PAIR });
    await untilLive(stage);
    const rounds: Round[] = [];
    for (let at = 0; at < ROUNDS; at++) rounds.push(await round(stage, 101 + 3 * at));
    const idle = await program.during(() => pass(IDLE_MS));
    listener.close();
    return { rounds: rounds.slice(1), idle };
  } finally {
    await program.stop();
  }
}

async function main(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "walk-" });
  const binance = startBinance();
  try {
    await copyInstrumented(ROOT, folder);
    const { rounds, idle } = await measure(folder, binance);
    for (const title of Object.keys(rounds[0] ?? {})) {
      const walk = walkOf(rounds.map((round) => round[title] ?? []), idle);
      // deno-lint-ignore no-console -- the lists are what a developer runs this for
      console.log(linesOf(title, walk).join("\n") + "\n");
    }
  } finally {
    await binance.close();
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main();

/** Files entered in one turn of the program, in order. */
type Turn = readonly string[];

/** A way through the program. */
interface Walk {
  /** Files that were entered every time, in the order of the first time. */
  readonly files: readonly string[];
  /** Those of the files that lead back to a folder which the walk had left. */
  readonly back: ReadonlySet<string>;
  /** Entered in some of the rounds only: something else was going on. */
  readonly beside: readonly string[];
}

/** What several rounds of the same have in common, without the turns that come when nothing happens, too. */
export function walkOf(rounds: readonly (readonly Turn[])[], idle: readonly Turn[]): Walk {
  const known = new Set(idle.map(String));
  const [first = [], ...others] = rounds.map((turns) => {
    return [...new Set(turns.filter((turn) => !known.has(String(turn))).flat())];
  });
  const files = first.filter((path) => others.every((round) => round.includes(path)));
  const beside = new Set([first, ...others].flat().filter((path) => !files.includes(path)));
  return { files, back: leadingBack(files), beside: [...beside].sort() };
}

function leadingBack(files: readonly string[]): Set<string> {
  const left = new Set<string>();
  let here = "";
  const back = files.filter((path) => {
    const folder = folderOf(path);
    if (folder === here) return false;
    left.add(here);
    here = folder;
    return left.has(folder);
  });
  return new Set(back);
}

/** A walk as a list; `<` marks what leads back. */
export function linesOf(title: string, { files, back, beside }: Walk): string[] {
  const list = files.map((path, at) =>
    `${String(at + 1).padStart(4)} ${back.has(path) ? "<" : " "} ${path}`
  );
  const rest = beside.length === 0 ? [] : [`  not every time: ${beside.join(", ")}`];
  const count = `${files.length} files, turns back to a folder it had left ${back.size} times`;
  return [`${title}: ${count}`, ...list, ...rest];
}
