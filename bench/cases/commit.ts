import { MINUTE_MS } from "@/lib/time/durations.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { madeAlarm, mixedAlarms, pairs } from "../market.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";
import { WatchedDisk } from "../watched_disk.ts";
import { WatchedMarket } from "../watched_market.ts";
import { withFolder } from "../with_folder.ts";

const RUNS = 200;
const NAME = "commit: 100 pairs, 500 alarms, all prices new";
const NO_SYNC = "the same without fsync";
const QUIET = "check: 100 pairs, 500 alarms, none fires";
const MINUTE = "the same with COMMIT_SECONDS=60";

/** A commit as every check of a well used installation makes one. */
export async function commit(): Promise<Row[]> {
  const alarms = quietAlarms;
  return [
    { name: NAME, against: NO_SYNC, ...await measured({}) },
    { name: NO_SYNC, ...await measured({ disk: new WatchedDisk(false) }) },
    { name: QUIET, ...await measured({ alarms }) },
    { name: MINUTE, against: QUIET, ...await measured({ alarms, commitMs: MINUTE_MS }) },
  ];
}

interface Measuring {
  readonly disk?: WatchedDisk;
  readonly alarms?: (pair: Pair, number: number) => Alarm[];
  readonly commitMs?: number;
}

function measured(
  { disk = new WatchedDisk(), alarms = someAlarms, ...options }: Measuring,
): Promise<Omit<Row, "name">> {
  return withFolder(async (dataDir) => {
    const market = await WatchedMarket.open({
      ...options,
      ...{ dataDir, disk, pairs: pairs(100, alarms) },
    });
    const warmUp = 10;
    const before = disk.replaced;
    const run = () => market.check();
    const measured = await measure({ warmUp, runs: RUNS, run, settle: () => disk.quiet() });
    const bytes = (disk.replaced - before) / (warmUp + RUNS);
    await market.close();
    return { ...measured, bytes };
  });
}

function someAlarms(pair: Pair, number: number): Alarm[] {
  return mixedAlarms(pair, 5, number);
}

/** So far away that nothing but prices moves. */
function quietAlarms(pair: Pair): Alarm[] {
  return Array.from({ length: 5 }, (_, number) => {
    const targetPrice = 1000 + number;
    return madeAlarm(pair, { type: "target", targetPrice, direction: "fromBelow" }, number);
  });
}
