import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { findNearMiss, replayAnswer } from "@/lib/server/past.ts";
import { RawCandles } from "@/lib/market/history/raw_candles.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { madeAlarm, pricedPair, START } from "../market.ts";
import { measure } from "../measure.ts";
import { random } from "../random.ts";
import type { Row } from "../row.ts";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

const CANDLES = 30 * 24 * 60;
const RUNS = 20;

const ALARMS: readonly (readonly [name: string, wanted: object])[] = [
  ["target", { type: "target", targetPrice: 100, direction: "any" }],
  ["from maximum", { type: "percentChange", percentage: 3, changeType: "downFromMax" }],
  ["in an hour", { type: "timeframe", percentage: 1, direction: "any", ...hours(1) }],
  ["in 7 days", { type: "timeframe", percentage: 5, direction: "any", ...hours(24 * 7) }],
  ["since start", { type: "timeframe", percentage: 1, direction: "any", timeUnit: "sinceStart" }],
];

function hours(timeValue: number) {
  return { timeValue, timeUnit: "hours" };
}

/** What the alarm form and the page of an alarm ask of the past, over 30 days of minute candles. */
export async function replay(): Promise<Row[]> {
  const history = wanderingMonth();
  const services = {
    store: { state: EMPTY_STATE, histories: new Map([["BTCUSDT", history]]) },
    now: () => START,
  };
  const pair = pricedPair("BTC");
  const rows: Row[] = [];
  for (const [name, wanted] of ALARMS) {
    const alarm = NewAlarm.parse(wanted);
    const answer = await replayAnswer(services, "BTCUSDT", alarm);
    rows.push({
      name: `replay: 43,200 bars, ${name}, rings ${answer.count}`,
      ...await measure({
        runs: RUNS,
        run: async () => void await replayAnswer(services, "BTCUSDT", alarm),
      }),
    });
  }
  for (const [name, wanted] of ALARMS) {
    const createdAt = new Date(START - CANDLES * MINUTE_MS).toISOString();
    const alarm = { ...madeAlarm(pair, wanted, 0), createdAt, watchedFrom: createdAt };
    const past = { pair, history, now: START };
    rows.push({
      name: `nearest approach: 43,200 bars, ${name}`,
      ...await measure({
        runs: RUNS,
        run: async () => void await findNearMiss(alarm, past),
      }),
    });
  }
  return rows;
}

/** Thirty days of a price that wanders by up to a tenth of a percent a minute. */
function wanderingMonth(): PriceHistory {
  const history = new PriceHistory();
  const candles = new RawCandles(CANDLES);
  const next = random(4);
  let close = 100;
  for (let nth = CANDLES; nth > 0; nth--) {
    const open = close;
    close *= 1 + (next() - 0.5) / 500;
    const [low, high] = [Math.min(open, close) * 0.9995, Math.max(open, close) * 1.0005];
    const at = START - nth * MINUTE_MS;
    candles.push({ at, closeAt: at, open, high, low, close });
  }
  history.appendAll(candles);
  return history;
}
