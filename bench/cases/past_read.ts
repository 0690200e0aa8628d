import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { RawCandles } from "@/lib/market/history/raw_candles.ts";
import { pastCandles, replayAnswer } from "@/lib/server/past.ts";
import { Store } from "@/lib/store/store.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { writeHistories, writeStore } from "../made_folder.ts";
import { pairs, START } from "../market.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";
import { withFolder } from "../with_folder.ts";

const WARM_UP = 4;
const RUNS = 12;
const MONTH = { from: START - 30 * DAY_MS, to: START, stepMs: MINUTE_MS };
const ALARM = NewAlarm.parse({
  ...{ type: "timeframe", percentage: 1, direction: "any", timeValue: 1, timeUnit: "hours" },
});

/** What a chart and a replay ask of 30 days: of a pair that nobody has asked about yet, beside the same in memory. */
export function pastRead(): Promise<Row[]> {
  return withFolder(async (dataDir) => {
    // Each run asks about a pair of its own, once.
    const watched = pairs(2 * (WARM_UP + RUNS), () => []);
    const symbols = watched.map(({ symbol }) => symbol);
    await writeStore(dataDir, watched, START);
    const end = START;
    const bytes = await writeHistories(dataDir, watched, {
      past: 30 * DAY_MS,
      end,
      hasVolume: true,
    });
    const store = await Store.open({ dataDir, now: () => START, onFailure: thrown });
    const histories = new Map(symbols.map((symbol) => [symbol, historyOf(store, symbol)]));
    const ranges = symbols.splice(0, WARM_UP + RUNS);
    const kept = new PriceHistory();
    const read = (history: PriceHistory) => pastCandles(history, MONTH);
    const rang = async (symbol: string, history: PriceHistory) => {
      const known = { state: EMPTY_STATE, histories: new Map([[symbol, history]]) };
      await replayAnswer({ store: known, now: () => START }, symbol, ALARM);
    };
    const fromDisk = await timed((run) => read(histories.get(ranges[run] ?? "") ?? kept));
    const month = await read(histories.get(ranges[0] ?? "") ?? kept);
    kept.appendAll(RawCandles.of(month.map((candle) => ({ closeAt: candle.at, ...candle }))));
    const inMemory = await timed(() => read(kept));
    const replayed = await timed((run) => {
      const symbol = symbols[run] ?? "";
      return rang(symbol, histories.get(symbol) ?? kept);
    });
    const replayedInMemory = await timed(() => rang("BTCUSDT", kept));
    await store.close();
    const [range, replay] = ["range of 30 days by the minute", "replay of 30 days, in an hour"];
    return [
      { name: `${range}, in memory`, ...inMemory },
      {
        ...{ name: `${range}, the first time, from disk`, against: `${range}, in memory` },
        ...{ ...fromDisk, bytes: bytes / watched.length },
      },
      { name: `${replay}, in memory`, ...replayedInMemory },
      {
        ...{ name: `${replay}, the first time, from disk`, against: `${replay}, in memory` },
        ...replayed,
      },
    ];
  });
}

function timed(run: (run: number) => Promise<unknown>) {
  return measure({ warmUp: WARM_UP, runs: RUNS, run: async (number) => void await run(number) });
}

function historyOf({ histories }: Store, symbol: string): PriceHistory {
  const history = histories.get(symbol);
  if (history === undefined) throw new Error(`There is no history of ${symbol}`);
  return history;
}

function thrown(error: Error): never {
  throw error;
}
