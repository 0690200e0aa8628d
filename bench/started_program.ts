import { join } from "node:path";
import { idle } from "./measure.ts";

export const ROOT = new URL("../", import.meta.url).pathname;
const LONGEST_START_MS = 60_000;

/** A process of Deno with a port of its own, killed at the end. */
export class StartedProgram implements AsyncDisposable {
  readonly url: string;
  readonly began = performance.now();
  readonly #child: Deno.ChildProcess;

  /** @param args what follows `deno run` */
  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    const port = freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.#child = new Deno.Command(Deno.execPath(), {
      ...{ args: ["run", ...args], cwd: ROOT, env: { PORT: String(port), ...env } },
      ...{ stdin: "null", stdout: "null", stderr: "null" },
    }).spawn();
  }

  /** Asks a path until the answer is as wanted; milliseconds since the start. */
  async until(path: string, isWanted: (body: string) => boolean): Promise<number> {
    while (performance.now() < this.began + LONGEST_START_MS) {
      const body = await fetch(this.url + path).then(textIfOk).catch(() => null);
      if (body !== null && isWanted(body)) return performance.now() - this.began;
      await idle(5);
    }
    throw new Error(`${path} did not answer as wanted within ${LONGEST_START_MS / 1000} s`);
  }

  /** Processor time of all threads that are there, in milliseconds; Linux only, finer than the ticks of `stat`. */
  processorMs(): number {
    const tasks = `/proc/${this.#child.pid}/task`;
    const nanoseconds = Array.from(
      Deno.readDirSync(tasks),
      ({ name }) => Number(Deno.readTextFileSync(`${tasks}/${name}/schedstat`).split(" ")[0]),
    );
    return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
  }

  /** Bytes of memory that the process holds; Linux only. */
  memory(): number {
    const status = Deno.readTextFileSync(`/proc/${this.#child.pid}/status`);
    return 1024 * Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1] ?? NaN);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}

async function textIfOk(response: Response): Promise<string | null> {
  const text = await response.text();
  return response.status === 200 ? text : null;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

/** The rights and flags of `deno task serve`. */
export async function flagsOfServe(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  return tasks.serve.command.replaceAll("'", "").split(" ").filter((word: string) =>
    word.startsWith("--")
  );
}
