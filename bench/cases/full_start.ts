import { join } from "node:path";
import type { Pair } from "@/lib/alarms/pair.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import { startBinance } from "@/tests/servers/binance.ts";
import { writeHistories, writeStore } from "../made_folder.ts";
import { CHECK_MS, mixedAlarms, pairs, START } from "../market.ts";
import type { Row } from "../row.ts";
import { flagsOfServe, ROOT, StartedProgram } from "../started_program.ts";
import { median } from "../statistics.ts";
import { withFolder } from "../with_folder.ts";

const PAIRS = 1000;
const RUNS = 5;

/** From the start of the process, with 30 days of each pair on disk, until it serves and until its first check is done. */
export function fullStart(): Promise<Row[]> {
  return withFolder(async (folder) => {
    const binance = startBinance();
    const now = Date.now();
    const watched = pairs(PAIRS, (pair, number) => mixedAlarms(pair, 10, number))
      .map((pair) => movedTo(now - CHECK_MS, pair));
    for (const { symbol } of watched) binance.setPrice(symbol, 100);
    const dataDir = join(folder, "data");
    await Deno.mkdir(dataDir, { mode: 0o700 });
    await writeStore(dataDir, watched, now);
    const bytes = await writeHistories(dataDir, watched, {
      past: 30 * DAY_MS,
      end: now - CHECK_MS,
    });
    const env = {
      ...{ DATA_DIR: dataDir, LOG_DIR: join(folder, "logs") },
      ...{ BINANCE_API_URL: binance.url, BINANCE_STREAM: "off" },
    };
    const args = [...await flagsOfServe(), join(ROOT, "main.ts")];
    const page: number[] = [];
    const check: number[] = [];
    const work: number[] = [];
    const memory: number[] = [];
    try {
      for (let run = -1; run < RUNS; run++) {
        await using program = new StartedProgram(args, env);
        const served = await program.until("/", () => true);
        const checked = await program.until("/healthz", isChecked);
        if (run < 0) continue;
        page.push(served);
        check.push(checked);
        work.push(program.processorMs());
        memory.push(program.memory());
      }
    } finally {
      await binance.close();
    }
    const name = `start: ${PAIRS.toLocaleString("en")} pairs, 30 days each, the process until`;
    return [
      { name: `${name} it serves`, times: page, blocks: [], bytes },
      { name: `${name} a check is done`, times: check, blocks: [], bytes: median(memory) },
      { name: `${name} then, of the processor`, times: work, blocks: [] },
    ];
  });
}

function isChecked(health: string): boolean {
  return JSON.parse(health).lastCheckAt !== null;
}

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** The pair as if all of it had happened up to a moment (ms): programs go by the clock of today. */
function movedTo(moment: number, pair: Pair): Pair {
  const moved = (text: string) => new Date(Date.parse(text) + moment - START).toISOString();
  return JSON.parse(
    JSON.stringify(pair),
    (_, value) => typeof value === "string" && MOMENT.test(value) ? moved(value) : value,
  );
}
