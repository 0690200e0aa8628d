import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { mixedAlarms, pricedPair } from "../../bench/market.ts";
import { random } from "../../bench/random.ts";
import { moment } from "../client/samples.ts";

/** So many pairs that moved by up to a tenth of a percent every 15 seconds, with a month behind them. */
export function market(count: number, alarms: (place: number) => number = () => 0): PairView[] {
  const next = random(5);
  return Array.from({ length: count }, (_, place) => {
    const pair = pricedPair(`C${String(place).padStart(3, "0")}`);
    const walk = [50_000 * 10 ** -(place % 6)];
    const step = () => walk.push(moved(walk.at(-1) ?? 1, next));
    while (walk.length < 43) step();
    const [firstPrice = 1, hourAgo = 1, dayAgo = 1, ...prices] = walk;
    const priceHistory = pair.priceHistory.map(({ timestamp }, nth) => ({
      ...{ timestamp, price: prices[nth] ?? 1 },
    }));
    const own = mixedAlarms(pair, alarms(place), place);
    return {
      ...{ ...pair, firstPrice, hourAgo, dayAgo, priceHistory, alarms: own },
      ...{ currentPrice: prices.at(-1) ?? 1, lastUpdate: moment(0), historyStart: moment(0) },
      ...{ maxPrice: Math.max(...walk), minPrice: Math.min(...walk) },
      references: Object.fromEntries(own.filter(isTimeframe).map(({ id }) => [id, hourAgo])),
    };
  });
}

const isTimeframe = ({ type }: Alarm) => type === "timeframe";

export function moved(price: number, next: () => number): number {
  return Number((price * (1 + (next() - 0.5) / 500)).toPrecision(7));
}
