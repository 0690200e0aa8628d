import { join } from "node:path";
import { idle } from "../measure.ts";
import type { Row } from "../row.ts";
import { flagsOfServe, ROOT, StartedProgram } from "../started_program.ts";
import { median } from "../statistics.ts";
import { withFolder } from "../with_folder.ts";

const RUNS = 3;
const CLIENTS = 500;
/** Until sockets have their first frames, and the collector has been at work, in milliseconds. */
const SETTLED_MS = 5_000;

/** What processes hold, garbage included: of pairs with 30 days on disk after an hour of checks, and of clients. */
export async function keptMemory(): Promise<Row[]> {
  const none = await afterAnHour(0, 0);
  const hundred = await afterAnHour(100, 5);
  const traded = await afterAnHour(100, 5, "volume");
  const thousand = await afterAnHour(1000, 10);
  const untimed = { times: [], blocks: [] };
  return [
    {
      name: "memory: an hour of 100 pairs, 500 alarms, over none",
      ...untimed,
      bytes: hundred - none,
    },
    { name: "memory: the same, candles with volume", ...untimed, bytes: traded - none },
    { name: "memory: an hour of 1,000 pairs, 10,000 alarms, in all", ...untimed, bytes: thousand },
    { name: "memory: a client of the demo", ...untimed, bytes: await ofClient() },
  ];
}

/** Bytes that a process holds in the middle of some runs. */
async function afterAnHour(
  pairs: number,
  alarmsEach: number,
  ...more: "volume"[]
): Promise<number> {
  const flags = await flagsOfServe();
  const held: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    held.push(
      await withFolder(async (folder) => {
        const script = join(ROOT, "bench/market_process.ts");
        const args = ["run", ...flags, script, folder, String(pairs), String(alarmsEach), ...more];
        const options = { args, cwd: ROOT, stderr: "inherit" } as const;
        const { success, stdout } = await new Deno.Command(Deno.execPath(), options).output();
        if (!success) throw new Error(`Cannot measure ${pairs} pairs`);
        return Number(new TextDecoder().decode(stdout));
      }),
    );
  }
  return median(held);
}

/** Bytes more that the program holds with many clients, by their number. */
function ofClient(): Promise<number> {
  return withFolder(async (folder) => {
    const env = { DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") };
    const args = [...await flagsOfServe(), join(ROOT, "main.ts"), "--demo"];
    await using program = new StartedProgram(args, env);
    await program.until("/", () => true);
    await idle(4 * SETTLED_MS);
    const before = program.memory();
    const sockets = Array.from(
      { length: CLIENTS },
      () => new WebSocket(`${program.url.replace("http", "ws")}/ws?v=2`),
    );
    await Promise.all(sockets.map((socket) =>
      new Promise<void>((resolve, reject) => {
        socket.onopen = () => resolve();
        socket.onerror = () => reject(new Error("A client could not connect"));
      })
    ));
    await idle(SETTLED_MS);
    const bytes = (program.memory() - before) / CLIENTS;
    for (const socket of sockets) socket.close();
    return bytes;
  });
}
