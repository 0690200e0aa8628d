import { join } from "node:path";
import { staleSource } from "@/lib/program/stale_build.ts";
import { TIMEOUT_MS } from "../timeouts.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** What a server prints when it listens. */
const RUNS_AT = /runs at (http:\/\/\S+)/;
/** What `deno task serve` allows the program, and how it is to use memory. */
const FLAGS = flagsOf(await Deno.readTextFile(join(ROOT, "deno.json")));

/** The bundle, or the sources where they are newer than it: tests are about these. */
const ENTRY = await staleSource(ROOT).catch(() => "nothing built") === null
  ? "main.ts"
  : "serve.ts";

export interface StartOptions {
  /** Folder for data and logs; the caller removes it. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Rights in place of those of `deno task serve`. */
  readonly rights?: readonly string[];
  /** A command that starts the program in its turn, such as `setpriv` with its options. */
  readonly under?: readonly string[];
}

/** The real program in a process of its own, as `deno task serve` starts it. */
export class RunningServer {
  readonly #child: Deno.ChildProcess;
  readonly #output: string[] = [];
  readonly #reading: Promise<unknown>;
  #url = "";
  #hasEnded = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#reading = Promise.all([this.#read(child.stdout), this.#read(child.stderr)])
      .then(() => this.#hasEnded = true);
  }

  /** Starts the program and waits until it listens. */
  static async start(options: StartOptions): Promise<RunningServer> {
    const server = new RunningServer(spawnProgram(options));
    server.#url = await server.waitFor(RUNS_AT);
    return server;
  }

  get url(): string {
    return this.#url;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** How the process ended, once it has. */
  get ended(): Promise<Deno.CommandStatus> {
    return this.#reading.then(() => this.#child.status);
  }

  /** Everything printed so far. */
  get output(): string {
    return this.#output.join("");
  }

  /** Waits until the output has this; answers its first group. */
  async waitFor(pattern: RegExp): Promise<string> {
    const deadline = performance.now() + TIMEOUT_MS;
    while (performance.now() < deadline) {
      const match = pattern.exec(this.output);
      if (match) return match[1] ?? match[0];
      if (this.#hasEnded) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`${pattern} was not printed in time:\n${this.output}`);
  }

  /** Ends the process and answers how it ended. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<Deno.CommandStatus> {
    try {
      this.#child.kill(signal);
    } catch {
      // It has ended by itself.
    }
    const status = await this.#child.status;
    await this.#reading;
    return status;
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) this.#output.push(decoder.decode(bytes, { stream: true }));
  }
}

/** The program as a child process, with a free port and a folder of its own. */
export function spawnProgram(options: StartOptions): Deno.ChildProcess {
  const { folder, env = {}, args = [], under = [], rights = FLAGS } = options;
  const [command = "", ...first] = [...under, Deno.execPath(), "run", "--no-prompt", ...rights];
  return new Deno.Command(command, {
    args: [...first, join(ROOT, ENTRY), ...args],
    cwd: folder,
    clearEnv: true,
    env: {
      BINANCE_STREAM: "off",
      ...handedOn(),
      NO_COLOR: "1",
      PORT: "0",
      ...env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What Deno itself needs to find its modules where this process has them; no setting of the program. */
function handedOn(): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "DENO_CERT", "DENO_TLS_CA_STORE"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

/** The rights and V8's flags that a project's task `serve` gives the program. */
function flagsOf(config: string): string[] {
  const { tasks: { serve } } = JSON.parse(config) as { tasks: { serve: { command: string } } };
  const words = serve.command.replaceAll("'", "").split(" ");
  return words.filter((word) => /^--(?:allow|deny|v8)-/.test(word));
}
