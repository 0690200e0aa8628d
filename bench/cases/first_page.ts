import { join } from "node:path";
import { idle } from "../measure.ts";
import type { Row } from "../row.ts";
import { withFolder } from "../with_folder.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const RUNS = 15;
const LONGEST_START_MS = 60_000;
const BARE = "start to the first page: one string, Deno.serve";
const BARE_SERVER = `const port = Number(Deno.env.get("PORT"));
const headers = { "content-type": "text/html" };
Deno.serve({ hostname: "127.0.0.1", port }, () => new Response("<!doctype html><p>Hello", { headers }));
`;

/** Processor time from the start of a process until it has answered with a page: as built, against as little as can be. */
export function firstPage(): Promise<Row[]> {
  return withFolder(async (folder) => {
    const bare = join(folder, "bare.ts");
    await Deno.writeTextFile(bare, BARE_SERVER);
    const program = join(ROOT, "main.ts");
    const flags = await flagsOfServe();
    const commands: Readonly<Record<string, string[]>> = {
      [BARE]: [...flags, bare],
      "start to the first page: the program": [...flags, program],
      "start to the first page: the program, --demo": [...flags, program, "--demo"],
    };
    const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
    // By turns, since what else the machine does changes from minute to minute; the first round fills caches.
    for (let run = -1; run < RUNS; run++) {
      for (const [name, args] of Object.entries(commands)) {
        const ms = await withFolder((data) => untilPage(args, data));
        if (run >= 0) times.get(name)?.push(ms);
      }
    }
    return Array.from(times, ([name, times]) => ({
      ...{ name, times, blocks: [] },
      ...(name !== BARE && { against: BARE }),
    }));
  });
}

/** The rights and flags of `deno task serve`. */
async function flagsOfServe(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  return tasks.serve.command.split(" ").filter((word: string) => word.startsWith("--"));
}

/** Milliseconds of processor time of all threads. */
async function untilPage(args: readonly string[], folder: string): Promise<number> {
  const port = freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...args],
    cwd: ROOT,
    env: { PORT: String(port), DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") },
    ...{ stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  try {
    const deadline = performance.now() + LONGEST_START_MS;
    while (performance.now() < deadline) {
      if (await hasPage(port)) return processorMs(child.pid);
      await idle(5);
    }
    throw new Error(`No page of ${args.at(-1)} within ${LONGEST_START_MS / 1000} s`);
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
}

async function hasPage(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    await response.text();
    return response.status === 200;
  } catch {
    return false;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

/** Linux only; finer than the ticks of `stat`. */
function processorMs(pid: number): number {
  const nanoseconds = Array.from(
    Deno.readDirSync(`/proc/${pid}/task`),
    ({ name }) =>
      Number(Deno.readTextFileSync(`/proc/${pid}/task/${name}/schedstat`).split(" ")[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}
