import { AlarmIndexes } from "@/lib/engine/alarm_indexes.ts";
import { apply } from "@/lib/store/apply.ts";
import { crowdedPair, decideOne, FIRING_PRICE, QUIET_PRICE, stateOf } from "../crowded_pair.ts";
import { CHECK_MS, START } from "../market.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";

const ALARMS = 100_000;
const RUNS = 100;
const LATER = START + CHECK_MS;

const EVERY = "the same, judging every alarm";

/** The decision alone, on one pair with far more alarms than a person may set. */
export async function engine(): Promise<Row[]> {
  const armed = stateOf(crowdedPair(ALARMS));
  const fires = decideOne(armed, FIRING_PRICE);
  const fired = apply(armed, fires);
  const count = fires.filter(({ type }) => type === "alarmFired").length;
  if (count !== 10) throw new Error(`Cannot compare: ${count} alarms fired, not 10`);
  const indexed = new AlarmIndexes();
  const known = () => void decideOne(armed, QUIET_PRICE, indexed);
  return [
    await row("engine: 100,000 targets, 10 fire", EVERY, {
      prepare: known,
      run: () => void decideOne(armed, FIRING_PRICE, indexed),
    }),
    await row(EVERY, undefined, { run: () => void decideOne(armed, FIRING_PRICE) }),
    await row("engine: 100,000 targets, none fires", EVERY, {
      prepare: known,
      run: () => void decideOne(armed, QUIET_PRICE, indexed),
    }),
    await row("engine: the check after 10 fired", EVERY, {
      prepare: known,
      run: () => void decideOne(fired, FIRING_PRICE, indexed, LATER),
    }),
    await row("engine: the first check after a start", EVERY, {
      run: () => void decideOne(armed, FIRING_PRICE, new AlarmIndexes()),
    }),
    await row("apply: 10 fires among 100,000 alarms", undefined, {
      run: () => void apply(armed, fires),
    }),
  ];
}

async function row(
  name: string,
  against: string | undefined,
  work: { prepare?: () => void; run: () => void },
): Promise<Row> {
  const measured = await measure({ warmUp: 20, runs: RUNS, ...work });
  return { name, ...(against === undefined ? {} : { against }), ...measured };
}
