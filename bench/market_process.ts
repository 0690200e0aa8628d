// A process for `cases/kept_memory.ts`: watches as many pairs for an hour of checks, and tells what memory it holds.
import { join } from "node:path";
import { DAY_MS } from "@/lib/time/durations.ts";
import { writeHistories, writeStore } from "./made_folder.ts";
import { mixedAlarms, pairs, START } from "./market.ts";
import { idle } from "./measure.ts";
import { WatchedDisk } from "./watched_disk.ts";
import { WatchedMarket } from "./watched_market.ts";

const CHECKS_AN_HOUR = 240;

const [folder = "", count = "0", alarms = "0", volume] = Deno.args;
const dataDir = join(folder, "data");
const watched = pairs(Number(count), (pair, number) => mixedAlarms(pair, Number(alarms), number));
await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
await writeStore(dataDir, watched, START);
await writeHistories(dataDir, watched, {
  ...{ past: 30 * DAY_MS, end: START },
  hasVolume: volume === "volume",
});
const disk = new WatchedDisk(false);
const market = await WatchedMarket.open({ dataDir, disk, pairs: watched });
for (let check = 0; check < CHECKS_AN_HOUR; check++) {
  await market.check();
  await disk.quiet();
}
await idle(1000);
Deno.stdout.writeSync(new TextEncoder().encode(`${Deno.memoryUsage().rss}\n`));
await market.close();
