import { decidePrices } from "@/lib/engine/decide_prices.ts";
import type { Event } from "@/lib/store/events.ts";
import { Store } from "@/lib/store/store.ts";
import { madeAlarm, pairs } from "../market.ts";
import { idle, measure } from "../measure.ts";
import type { Row } from "../row.ts";
import { ToldChannels } from "../told_channels.ts";
import { WatchedDisk } from "../watched_disk.ts";
import { withFolder } from "../with_folder.ts";

const RUNS = 10;
const PAIRS = 100;
const ALARMS_EACH = 10;
const FIRES = PAIRS * ALARMS_EACH;
/** Alarms that fire more often than 15 times in three minutes are suppressed; in milliseconds. */
const APART_MS = 60_000;

const ALONE = "check: 1,000 fires, no channels";
const TOLD = "check: 1,000 fires, five channels";
const ACCEPTED = "1,000 fires until all five channels accepted them";

/** What channels cost a check in which very much fires, and how soon all of it is accepted. */
export async function deliveries(): Promise<Row[]> {
  const alone = await withCrossing((market) => checks(market));
  const told = await withCrossing(async (market) => {
    await using channels = await ToldChannels.open(market.store);
    const measured = await checks(market);
    // The first time, what is kept of fires and deliveries fills up.
    await untilAccepted(market, channels);
    return { measured, ...await untilAccepted(market, channels) };
  });
  return [
    { name: ALONE, ...alone },
    { name: TOLD, against: ALONE, ...told.measured },
    { name: ACCEPTED, times: [told.tookMs], blocks: [], bytes: told.grownBytes },
  ];
}

/** Pairs whose alarms all fire at each check. */
class CrossingMarket {
  #at: number;
  #isHigh = false;

  constructor(readonly store: Store, readonly disk: WatchedDisk) {
    // Ahead of the outbox's clock nothing would be due.
    this.#at = Date.now() - (RUNS + 10) * APART_MS;
  }

  /** All that rings is acknowledged, and what waits for channels is cancelled with it. */
  async silence(): Promise<void> {
    const at = new Date(this.#at).toISOString();
    await this.store.change(({ fires }) => {
      const events = fires.filter(({ acknowledgedAt }) => acknowledgedAt === null)
        .map(({ id: fireId }): Event => ({ type: "fireAcknowledged", fireId, at, by: "bench" }));
      return { events, result: null };
    });
    await this.disk.quiet();
  }

  async check(): Promise<void> {
    const { store } = this;
    const now = this.#at += APART_MS;
    this.#isHigh = !this.#isHigh;
    const price = this.#isHigh ? 101 : 99;
    const symbols = [...store.state.pairs.keys()];
    const observations = new Map(symbols.map((symbol) => [symbol, { price, at: now }]));
    const input = { observations, histories: store.histories, now, staleAfterMs: 60_000 };
    const fired = await store.change((state) => {
      const { events } = decidePrices(state, input);
      return { events, result: events.filter(({ type }) => type === "alarmFired").length };
    });
    if (fired !== FIRES) throw new Error(`${fired} of ${FIRES} alarms fired`);
  }
}

function withCrossing<T>(run: (market: CrossingMarket) => Promise<T>): Promise<T> {
  return withFolder(async (dataDir) => {
    const disk = new WatchedDisk();
    const store = await Store.open({
      ...{ dataDir, fileSystem: disk, now: () => Date.now() },
      onFailure: (error) => {
        throw error;
      },
    });
    store.onCommitted(({ state }) => store.markAnnounced(state.unannounced));
    const target = { type: "target", targetPrice: 100, direction: "any", mode: "repeat" };
    const watched = pairs(PAIRS, (pair) =>
      Array.from(
        { length: ALARMS_EACH },
        (_, nth) => madeAlarm(pair, { ...target, cooldownSeconds: 0 }, nth),
      ));
    // The first check must cross the target, not start on it.
    const events = watched.map((pair): Event => ({
      type: "pairAdded",
      pair: { ...pair, currentPrice: 99, alarms: pair.alarms.map(falseNow) },
    }));
    await store.change(() => ({ events, result: null }));
    const result = await run(new CrossingMarket(store, disk));
    await disk.quiet();
    await store.close();
    return result;
  });
}

function falseNow<T extends { conditionMet?: unknown }>(alarm: T): T {
  return { ...alarm, conditionMet: false, watchedPrice: 99 };
}

function checks(market: CrossingMarket) {
  return measure({
    ...{ warmUp: 3, runs: RUNS },
    prepare: () => market.silence(),
    run: () => market.check(),
  });
}

/** All at once: five go out singly, and the others together when a burst ends after ten seconds. */
async function untilAccepted(market: CrossingMarket, channels: ToldChannels) {
  await market.silence();
  await channels.told();
  const before = await used();
  const began = performance.now();
  await market.check();
  await channels.told();
  const tookMs = performance.now() - began;
  const { outbox } = market.store.state;
  const accepted = outbox.filter(({ state, dueSince }) =>
    state === "accepted" && Date.parse(dueSince) > 0
  );
  if (accepted.length < FIRES * channels.count) throw new Error("Some were not accepted");
  await market.silence();
  channels.forget();
  return { tookMs, grownBytes: Math.max(0, await used() - before) };
}

async function used(): Promise<number> {
  await idle(200);
  (globalThis as { gc?: () => void }).gc?.();
  await idle(200);
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
