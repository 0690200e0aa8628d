import { mixedAlarms, pairs } from "../market.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";
import { WatchedDisk } from "../watched_disk.ts";
import { WatchedMarket } from "../watched_market.ts";
import { withFolder } from "../with_folder.ts";

const RUNS = 200;
const NAME = "commit: 100 pairs, 500 alarms, all prices new";
const NO_SYNC = "the same without fsync";

/** A commit as every check of a well used installation makes one. */
export async function commit(): Promise<Row[]> {
  return [
    { name: NAME, against: NO_SYNC, ...await measured(new WatchedDisk()) },
    { name: NO_SYNC, ...await measured(new WatchedDisk(false)) },
  ];
}

function measured(disk: WatchedDisk): Promise<Omit<Row, "name">> {
  return withFolder(async (dataDir) => {
    const watched = pairs(100, (pair, number) => mixedAlarms(pair, 5, number));
    const market = await WatchedMarket.open({ dataDir, disk, pairs: watched });
    const warmUp = 10;
    const before = disk.replaced;
    const run = () => market.check();
    const measured = await measure({ warmUp, runs: RUNS, run, settle: () => disk.quiet() });
    const bytes = (disk.replaced - before) / (warmUp + RUNS);
    await market.close();
    return { ...measured, bytes };
  });
}
