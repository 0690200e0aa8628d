import assert from "node:assert/strict";
import fc from "fast-check";
import { HISTORY_SLOT_MS as SLOT, NEWEST_POINTS } from "@/lib/market/accept.ts";
import type { Store } from "@/lib/store/store.ts";
import { candleOf, FIRST, observations, type Observed, slots } from "../market/plain_history.ts";
import { until } from "../timeouts.ts";
import { openOn, pairOf } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const MINUTE = 60_000;
const SYMBOL = "BTCUSDT";

/** How a run of the program ends, after some of the prices. */
type End = "closed" | "killed";

const runs = fc.array(fc.constantFrom<End>("closed", "killed"), { minLength: 1, maxLength: 4 });

Deno.test("Store has the same candles after any number of restarts, but for the slots that were open at a kill", async () => {
  await fc.assert(
    fc.asyncProperty(observations, runs, async (seen, ends) => {
      const { candles, lost } = await lived(seen, ends, {});
      const whole = slots(seen, SLOT).filter(({ at }) => !lost.has(at)).map(candleOf);
      assert.deepEqual(candles(SLOT).filter(({ at }) => !lost.has(at)), whole);
    }),
    { numRuns: 50 },
  );
});

Deno.test("Store has the same minutes after any number of restarts, when they are thinned", async () => {
  await fc.assert(
    fc.asyncProperty(observations, runs, async (seen, ends) => {
      const { candles, lost } = await lived(seen, ends, { rawHours: 0.02 });
      const isKept = ({ at }: { at: number }) => ![...lost].some((slot) => minuteOf(slot) === at);
      assert.deepEqual(
        candles(MINUTE).filter(isKept),
        slots(seen, MINUTE).filter(isKept).map(candleOf),
      );
    }),
    { numRuns: 50 },
  );
});

Deno.test("Store has first and last price of a slot that was open at a kill, from its file", async () => {
  await fc.assert(
    fc.asyncProperty(observations, async (seen) => {
      // The file has the newest points only.
      fc.pre((slots(seen, SLOT).at(-1)?.prices.length ?? 0) <= NEWEST_POINTS);
      const { candles } = await lived(seen, ["killed"], {});
      const [last] = slots(seen, SLOT).slice(-1).map(candleOf);
      const found = candles(SLOT).at(-1);
      assert.deepEqual([found?.at, found?.close], [last?.at, last?.close]);
    }),
    { numRuns: 50 },
  );
});

/**
 * A store that saw these prices in as many runs as there are ends, in equal parts, and was then opened twice on the day
 * after: before and after the files of the day were put in order.
 */
async function lived(seen: readonly Observed[], ends: readonly End[], historySpan: object) {
  const lost = new Set<number>();
  const size = Math.ceil(seen.length / ends.length);
  let disk = new SimulatedDisk();
  const clock = { now: FIRST };
  const open = async () => {
    const { store } = await openOn(disk, { now: () => clock.now, historySpan });
    return store;
  };
  for (const [run, end] of ends.entries()) {
    const part = seen.slice(run * size, (run + 1) * size);
    const store = await open();
    if (run === 0) await add(store);
    for (const one of part) {
      clock.now = one.at;
      await see(store, one);
    }
    if (end === "killed") disk = await killed(disk);
    else await store.close();
    const last = part.at(-1);
    if (end === "killed" && last) lost.add(Math.floor(last.at / SLOT) * SLOT);
  }
  clock.now = FIRST + 25 * 60 * MINUTE;
  const before = await open();
  const isLine = (path: string) => path.includes(`/${SYMBOL}/`) && path.endsWith(".ndjson");
  await until(() => !disk.paths().some(isLine));
  await before.close();
  const store = await open();
  await store.close();
  const candles = (step: number) => store.histories.get(SYMBOL)?.candles(0, Infinity, step) ?? [];
  return { candles, lost };
}

/** The disk as it is once all that was told has been done, without the end of the program. */
async function killed(disk: SimulatedDisk): Promise<SimulatedDisk> {
  await new Promise((resolve) => setTimeout(resolve));
  return disk.afterKill();
}

function add(store: Store): Promise<null> {
  const pair = pairOf(SYMBOL, { addedAt: new Date(FIRST).toISOString() });
  return store.change(() => ({ events: [{ type: "pairAdded", pair }], result: null }));
}

function see(store: Store, { price, ...rest }: Observed): Promise<null> {
  const observation = { price, ...rest };
  return store.change(() => ({
    events: [{ type: "priceObserved", symbol: SYMBOL, observation }],
    result: null,
  }));
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE) * MINUTE;
}
