import { apply } from "@/lib/store/apply.ts";
import { crowdedPair, decideOne, FIRING_PRICE, QUIET_PRICE, stateOf } from "../crowded_pair.ts";
import { CHECK_MS, START } from "../market.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";

/** As many as a person may set on one pair. */
const ALARMS = 1_000;
const RUNS = 100;
const LATER = START + CHECK_MS;

/** The decision alone, on one pair with as many alarms as it may have. */
export async function engine(): Promise<Row[]> {
  const armed = stateOf(crowdedPair(ALARMS));
  const fires = decideOne(armed, FIRING_PRICE);
  const fired = apply(armed, fires);
  const count = fires.filter(({ type }) => type === "alarmFired").length;
  if (count !== 10) throw new Error(`Cannot compare: ${count} alarms fired, not 10`);
  return [
    await row("engine: 1,000 targets, 10 fire", () => decideOne(armed, FIRING_PRICE)),
    await row("engine: 1,000 targets, none fires", () => decideOne(armed, QUIET_PRICE)),
    await row("engine: the check after 10 fired", () => decideOne(fired, FIRING_PRICE, LATER)),
    await row("apply: 10 fires among 1,000 alarms", () => apply(armed, fires)),
  ];
}

async function row(name: string, work: () => unknown): Promise<Row> {
  const measured = await measure({ warmUp: 20, runs: RUNS, run: () => void work() });
  return { name, ...measured };
}
