import { join } from "node:path";

/** What a case did to the program. */
interface Strain {
  /** Longest answer of `/healthz` while it was sent, in milliseconds; null when it was not answered. */
  readonly worstMs: number | null;
  /** Processor time of the longest turn of the event loop, in milliseconds; 0 when none was long. */
  readonly turnMs: number;
  /** Most memory the process had, in megabytes; null where the system does not tell. */
  readonly peakMb: number | null;
}

interface LoadedServerOptions {
  /** Folder of the program; another one than this shows how it was before. */
  readonly root: string;
  /** Data and logs. */
  readonly folder: string;
  /** A command that starts the program in its turn. */
  readonly under?: readonly string[];
}

/** All, so that the heartbeat may ask for the thread's processor time. */
const RIGHTS = ["--no-prompt", "--allow-all"];
const HEARTBEAT = new URL("./heartbeat.ts", import.meta.url).pathname;
const START_MS = 120_000;
const ANSWER_MS = 120_000;

/** The real program, asked for `/healthz` all the time. */
export class LoadedServer {
  readonly #child: Deno.ChildProcess;
  #output = "";
  #hasEnded = false;
  url = "";

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    void this.#read(child.stdout);
    void this.#read(child.stderr);
    child.status.then(() => this.#hasEnded = true);
  }

  static async start({ root, folder, under = [] }: LoadedServerOptions): Promise<LoadedServer> {
    const command = [...under, Deno.execPath(), "run", "--config", join(root, "deno.json")];
    const child = new Deno.Command(command[0] ?? "", {
      args: [
        ...[...command.slice(1), "--preload", HEARTBEAT, ...RIGHTS, ...await memoryFlags(root)],
        join(root, "main.ts"),
      ],
      cwd: folder,
      env: {
        ...{ PORT: "0", PRICE_SOURCE: "demo", DATA_DIR: "data", LOG_DIR: "logs", NO_COLOR: "1" },
        ...{ CHECK_INTERVAL_SECONDS: "5", LOG_LEVEL: "warning" },
      },
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn();
    const server = new LoadedServer(child);
    await server.#listens(folder);
    return server;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get output(): string {
    return this.#output;
  }

  /** Asks all the time while `send` runs, and for a second after it. */
  async during(send: () => Promise<unknown>): Promise<Strain> {
    let peak = 0;
    const from = this.#output.length;
    const memory = setInterval(() => peak = Math.max(peak, this.#memoryMb()), 20);
    const asker = new Worker(new URL("./asker.ts", import.meta.url).href, { type: "module" });
    const told = () => new Promise((resolve) => asker.onmessage = ({ data }) => resolve(data));
    const isReady = told();
    asker.postMessage(this.url);
    await isReady;
    const sending = send().catch(() => {}).then(() => sleep(1000));
    await Promise.race([sending, this.#child.status]);
    const worst = told();
    asker.postMessage("stop");
    const worstMs = Number(await worst);
    clearInterval(memory);
    return {
      worstMs: this.#hasEnded ? null : worstMs,
      turnMs: longestTurn(this.#output.slice(from)),
      peakMb: peak > 0 ? Math.round(peak) : null,
    };
  }

  async stop(): Promise<void> {
    if (!this.#hasEnded) this.#child.kill("SIGKILL");
    await this.#child.status;
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/healthz`, {
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await response.body?.cancel();
      return true;
    } catch {
      return false;
    }
  }

  #memoryMb(): number {
    try {
      const status = Deno.readTextFileSync(`/proc/${this.#child.pid}/status`);
      return Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }

  /** The port is told in the log that the level hides, so it is found by asking those of the process. */
  async #listens(folder: string): Promise<void> {
    const deadline = performance.now() + START_MS;
    while (performance.now() < deadline && !this.#hasEnded) {
      const port = this.#listeningPort();
      if (port !== null) {
        this.url = `http://127.0.0.1:${port}`;
        if (await this.#answers()) return;
      }
      await sleep(50);
    }
    throw new Error(`The program in ${folder} does not listen:\n${this.#output}`);
  }

  #listeningPort(): number | null {
    const LISTENS = "0A";
    const sockets = new Set<string>();
    try {
      for (const { name } of Deno.readDirSync(`/proc/${this.#child.pid}/fd`)) {
        sockets.add(Deno.readLinkSync(`/proc/${this.#child.pid}/fd/${name}`));
      }
      const table = Deno.readTextFileSync(`/proc/${this.#child.pid}/net/tcp`).split("\n");
      for (const row of table) {
        const [, local = "", , state, , , , , , inode] = row.trim().split(/\s+/);
        if (state !== LISTENS || !sockets.has(`socket:[${inode}]`)) continue;
        return parseInt(local.split(":")[1] ?? "", 16);
      }
    } catch {
      // It has just begun, or ended.
    }
    return null;
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) this.#output += decoder.decode(bytes, { stream: true });
  }
}

/** The flags for V8 in a program's task `serve`; an older one has none. */
async function memoryFlags(root: string): Promise<string[]> {
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const { tasks: { serve } } = config as { tasks: { serve: { command: string } } };
  return serve.command.split(" ").filter((word) => word.startsWith("--v8-flags="));
}

/** Of what the heartbeat told, in milliseconds. */
function longestTurn(output: string): number {
  return Math.max(0, ...output.matchAll(/^turn ([\d.]+)$/gm).map(([, ms]) => Number(ms)));
}

export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
