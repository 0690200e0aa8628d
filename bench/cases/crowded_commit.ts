import { crowdedPair } from "../crowded_pair.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";
import { WatchedDisk } from "../watched_disk.ts";
import { WatchedMarket } from "../watched_market.ts";
import { withFolder } from "../with_folder.ts";

const RUNS = 10;

/** A whole check of one pair whose alarms are copied, encoded and written because a few of them changed. */
export function crowdedCommit(): Promise<Row[]> {
  return withFolder(async (dataDir) => {
    const disk = new WatchedDisk();
    const market = await WatchedMarket.open({ dataDir, disk, pairs: [crowdedPair(100_000)] });
    const warmUp = 2;
    const before = disk.replaced;
    const run = () => market.check();
    const measured = await measure({ warmUp, runs: RUNS, run, settle: () => disk.quiet() });
    const bytes = (disk.replaced - before) / (warmUp + RUNS);
    await market.close();
    return [{ name: "check: 1 pair, 100,000 alarms", ...measured, bytes }];
  });
}
