import { broadcast } from "./cases/broadcast.ts";
import { check } from "./cases/check.ts";
import { commit } from "./cases/commit.ts";
import { deliveries } from "./cases/deliveries.ts";
import { crowdedCommit } from "./cases/crowded_commit.ts";
import { engine } from "./cases/engine.ts";
import { firstPage } from "./cases/first_page.ts";
import { freshness } from "./cases/freshness.ts";
import { fullStart } from "./cases/full_start.ts";
import { logins } from "./cases/logins.ts";
import { keptMemory } from "./cases/kept_memory.ts";
import { memory } from "./cases/memory.ts";
import { mixedEngine } from "./cases/mixed_engine.ts";
import { pastRead } from "./cases/past_read.ts";
import { replay } from "./cases/replay.ts";
import { telegramWay } from "./cases/telegram_way.ts";
import { start } from "./cases/start.ts";
import { wire } from "./cases/wire.ts";
import { machine } from "./machine.ts";
import { idle } from "./measure.ts";
import type { Row } from "./row.ts";
import { table } from "./table.ts";

const CASES: Readonly<Record<string, () => Promise<Row[]>>> = {
  // First, while no garbage of other cases is in the way.
  memory,
  keptMemory,
  commit,
  check,
  engine,
  mixedEngine,
  crowdedCommit,
  replay,
  pastRead,
  firstPage,
  fullStart,
  start,
  broadcast,
  wire,
  deliveries,
  telegramWay,
  freshness,
  logins,
};

/** Runs the cases named on the command line, or all of them, and prints what they took. */
async function main(names: readonly string[]): Promise<void> {
  print(await machine());
  for (const [name, run] of Object.entries(CASES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    print(`\n${table(await run())}`);
    await idle(500);
  }
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) await main(Deno.args);
