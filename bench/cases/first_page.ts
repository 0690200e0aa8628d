import { join } from "node:path";
import type { Row } from "../row.ts";
import { flagsOfServe, ROOT, StartedProgram } from "../started_program.ts";
import { withFolder } from "../with_folder.ts";

const RUNS = 15;
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
        const ms = await withFolder((data) => untilPage(args, data, folder));
        if (run >= 0) times.get(name)?.push(ms);
      }
    }
    return Array.from(times, ([name, times]) => ({
      ...{ name, times, blocks: [] },
      ...(name !== BARE && { against: BARE }),
    }));
  });
}

/**
 * Milliseconds of processor time. V8's compiled code is kept by flags, so that a run with others beside it throws it
 * away: `caches` is a folder of Deno's own for these starts.
 */
async function untilPage(args: readonly string[], folder: string, caches: string): Promise<number> {
  const env = {
    ...{ DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") },
    DENO_DIR: join(caches, "deno"),
  };
  await using program = new StartedProgram(args, env);
  await program.until("/", () => true);
  return program.processorMs();
}
