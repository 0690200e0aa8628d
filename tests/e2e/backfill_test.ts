import assert from "node:assert/strict";
import type { PairView, ServerFrame } from "@/lib/protocol/frames.ts";
import { lookOf } from "@/lib/client/alarms/alarm_look.ts";
import { LiveClient } from "../program/live_client.ts";
import { RunningServer } from "../program/running_server.ts";
import { startBinance } from "../servers/binance.ts";
import { until } from "../timeouts.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FIVE_PERCENT = {
  ...{ type: "timeframe", direction: "any", percentage: 5 },
  ...{ timeValue: 2, timeUnit: "hours" },
};

/** A price that was 20 % higher until an hour ago, and is what the source quotes since then. */
const priceAt = (now: number) => (at: number) => at < now - 60 * MINUTE ? 60_000 : 50_000;

const historyAge = ({ historyStart }: PairView) => Date.now() - Date.parse(historyStart ?? "");

Deno.test("A pair has the past of its source soon after it is added, also after a restart, and an alarm is armed at once", async () => {
  const folder = await Deno.makeTempDir();
  const binance = startBinance();
  binance.setPrice("BTCUSDT", 50_000);
  binance.setMarket("BTCUSDT", priceAt(Date.now()));
  const start = () =>
    RunningServer.start({
      folder,
      env: {
        ...{ PRICE_SOURCE: "binance", BINANCE_API_URL: binance.url },
        ...{ CHECK_INTERVAL_SECONDS: "1", HISTORY_DAYS: "3" },
      },
    });
  try {
    const before = await firstRun(await start());
    binance.requests.length = 0;
    const server = await start();
    await afterRestart(server, before);
    assert.deepEqual(oldQuestions(binance.requests), [], "nothing is asked for twice");
  } finally {
    await binance.close();
    await Deno.remove(folder, { recursive: true });
  }
});

/** Adds the pair and its alarm; answers the pair once all of its past is there. */
async function firstRun(server: RunningServer): Promise<PairView> {
  const client = await LiveClient.connect(server.url);
  await client.ask("add_pair", { pair: "BTCUSDT" });
  await client.ask("add_alarm", { pair: "BTCUSDT", alarm: FIVE_PERCENT });
  await client.next("pair_updated", ({ pair }) => historyAge(pair) >= DAY);
  await client.next("status", ({ backfills }) => backfills?.BTCUSDT?.days === 3);
  const { data: { pair } } = await client.next(
    "pair_updated",
    ({ pair }) => historyAge(pair) >= 3 * DAY,
  );
  // Nothing is left to load, and the next prices are evaluated.
  const whole = client.frames.findIndex((frame) =>
    frame.event === "status" && frame.data.backfills?.BTCUSDT?.days === 3
  );
  const isWhole = () =>
    client.frames.slice(whole).some((frame) => frame.event === "status" && isLoaded(frame.data));
  await until(isWhole, "nothing is left to load");
  const updates = client.all("price_update").length;
  const isEvaluated = () => client.all("price_update").length >= updates + 3;
  await until(isEvaluated, "three checks more");
  const [known] = await pairsOf(server);
  assert.ok(known);
  assertArmed(known);
  assert.deepEqual(client.all("alarm_triggered"), [], "history that came is no move");
  assert.deepEqual([known.maxPrice, known.minPrice, known.firstPrice], [50_000, 50_000, 50_000]);
  assert.deepEqual([pair.maxPrice, pair.minPrice], [50_000, 50_000]);
  await assertToldBeyond(server);
  await server.stop();
  await client.closed;
  return known;
}

/** What is older than is kept is told by the source, hour by hour, up to what is stored. */
async function assertToldBeyond(server: RunningServer): Promise<void> {
  const from = new Date(Date.now() - 10 * DAY).toISOString();
  const path = `${server.url}/api/pairs/BTCUSDT/history?interval=1h&from=${from}`;
  const { bars, older } = await (await fetch(path)).json();
  assert.deepEqual([older.source, older.step, older.problem], ["binance", 3600, null]);
  const starts = bars.map(({ timestamp }: { timestamp: string }) => Date.parse(timestamp));
  const steps = starts.slice(1).map((at: number, nth: number) => (at - starts[nth]) / 60_000);
  assert.ok(steps.length >= 10 * 24);
  assert.deepEqual(new Set(steps), new Set([60]), "no hour is missing, none there twice");
}

async function afterRestart(server: RunningServer, before: PairView): Promise<void> {
  const client = await LiveClient.connect(server.url);
  const [pair] = client.snapshot.pairs;
  assert.ok(pair);
  assert.equal(pair.backfilledFrom, before.backfilledFrom);
  assert.equal(pair.historyStart, before.historyStart);
  assert.deepEqual([pair.maxPrice, pair.minPrice], [50_000, 50_000]);
  assertArmed(pair);
  assert.deepEqual(client.snapshot.status.backfills, {});
  const path = `${server.url}/api/pairs/BTCUSDT/history?step=3600`;
  const from = new Date(Date.now() - 3 * DAY).toISOString();
  const { bars } = await (await fetch(`${path}&from=${from}`)).json();
  assert.ok(bars.length >= 72, `${bars.length} hours`);
  assert.equal(bars[0].close, 60_000);
  await server.stop();
  await client.closed;
}

function assertArmed(pair: PairView): void {
  const [alarm] = pair.alarms;
  assert.ok(alarm);
  // Its window is known; the price is far from where that began, so its condition holds already.
  assert.equal(lookOf(alarm, pair, Date.now()), "waitingToReset");
  assert.equal(pair.references?.[alarm.id], 60_000, "the first price of its window is known");
  assert.equal(alarm.fireCount, 0);
}

function isLoaded({ backfills }: Extract<ServerFrame, { event: "status" }>["data"]): boolean {
  return backfills !== undefined && Object.keys(backfills).length === 0;
}

/** Questions about what was long before now. */
function oldQuestions(requests: readonly { path: string; params: URLSearchParams }[]) {
  return requests.filter(({ path, params }) =>
    path === "/klines" && Number(params.get("endTime")) < Date.now() - DAY / 2
  ).map(({ params }) => String(params));
}

async function pairsOf(server: RunningServer): Promise<PairView[]> {
  const client = await LiveClient.connect(server.url);
  const { pairs } = client.snapshot;
  await client.close();
  return [...pairs];
}
