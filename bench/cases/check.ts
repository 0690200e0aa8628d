import type { Pair } from "@/lib/alarms/pair.ts";
import { mixedAlarms, pairs } from "../market.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";
import { SilentSocket } from "../silent_socket.ts";
import { WatchedDisk } from "../watched_disk.ts";
import { WatchedMarket } from "../watched_market.ts";
import { withFolder } from "../with_folder.ts";

const RUNS = 40;
const SOCKETS = 100;
const LONGEST_WINDOW_MS = 13 * 3_600_000;

const SPREAD = "check: 1,000 pairs, 10,000 alarms, 100 sockets";
const SPREAD_NO_SYNC = "the same without fsync";
const DENSE = "check: 10 pairs, 10,000 alarms, 100 sockets";

/** A whole check: the decision, the commit, the frame to every socket. */
export async function check(): Promise<Row[]> {
  const spread = pairs(1000, (pair, number) => mixedAlarms(pair, 10, number));
  const dense = pairs(10, (pair, number) => mixedAlarms(pair, 1000, number));
  return [
    { name: SPREAD, against: SPREAD_NO_SYNC, ...await measured(spread) },
    { name: SPREAD_NO_SYNC, ...await measured(spread, new WatchedDisk(false)) },
    { name: DENSE, ...await measured(dense) },
  ];
}

function measured(
  watched: readonly Pair[],
  disk = new WatchedDisk(),
): Promise<Omit<Row, "name">> {
  return withFolder(async (dataDir) => {
    const market = await WatchedMarket.open({ dataDir, disk, pairs: watched });
    for (let nth = 0; nth < SOCKETS; nth++) market.hub.connect(new SilentSocket(), "bench");
    market.letPass(LONGEST_WINDOW_MS);
    const warmUp = 5;
    const before = disk.replaced;
    const run = () => market.check();
    const measured = await measure({ warmUp, runs: RUNS, run, settle: () => disk.quiet() });
    const bytes = (disk.replaced - before) / (warmUp + RUNS);
    await market.close();
    return { ...measured, bytes };
  });
}
