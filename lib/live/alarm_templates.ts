import type { AlarmCondition } from "@/lib/alarms/alarm_condition.ts";
import type { PairPrices } from "@/lib/alarms/pair_prices.ts";
import { DEFAULT_COOLDOWN_SECONDS } from "@/lib/alarms/spans.ts";
import type { LineAlarm } from "./alarm_line/line_alarm.ts";
import { typicalPrice } from "./typical_price.ts";

/** What is known of a pair that has a price. */
export type KnownPrices = { readonly [P in keyof PairPrices]: number };

/** A usual set of alarms. */
export interface AlarmTemplate {
  readonly key: string;
  readonly title: string;
  /** What the set is for, in a sentence. */
  readonly meaning: string;
  /** The alarms of the set for a pair as it stands. */
  readonly alarmsFor: (prices: KnownPrices) => readonly LineAlarm[];
}

const QUARTER_HOUR = 900;
const HOUR = 3_600;
const DAY = 86_400;

/** The sets that a pair's dialog offers. */
export const ALARM_TEMPLATES: readonly AlarmTemplate[] = [
  {
    key: "breakout",
    title: "Breakout",
    meaning: "Rings when the price leaves the range it has had since the pair was added.",
    alarmsFor: ({ currentPrice, maxPrice, minPrice }) => [
      once(above(Math.max(maxPrice, currentPrice * 1.005)), "breakout up"),
      once(below(Math.min(minPrice, currentPrice * 0.995)), "breakout down"),
    ],
  },
  {
    key: "stopLoss",
    title: "Stop-loss",
    meaning: "A stop below, a stop that trails the highest price, and a target to take the profit.",
    alarmsFor: ({ currentPrice }) => [
      once(below(currentPrice * 0.95), "stop-loss"),
      once({ type: "percentChange", percentage: 8, changeType: "downFromMax" }, "trailing stop"),
      once(above(currentPrice * 1.1), "take profit"),
    ],
  },
  {
    key: "volatility",
    title: "Volatility",
    meaning: "Rings each time the price moves fast, over minutes, hours or a day.",
    alarmsFor: () => [
      repeating(move(2, 15, "minutes"), QUARTER_HOUR),
      repeating(move(4, 1, "hours"), HOUR),
      repeating(move(10, 1, "days"), DAY),
    ],
  },
  {
    key: "swing",
    title: "Swing",
    meaning: "Rings each time the price has come far enough from its high or its low to turn.",
    alarmsFor: () => [
      repeating({ type: "percentChange", percentage: 10, changeType: "downFromMax" }, HOUR, "dip"),
      repeating({ type: "percentChange", percentage: 10, changeType: "upFromMin" }, HOUR, "rally"),
    ],
  },
];

function above(price: number): AlarmCondition {
  return { type: "target", targetPrice: typicalPrice(price), direction: "fromBelow" };
}

function below(price: number): AlarmCondition {
  return { type: "target", targetPrice: typicalPrice(price), direction: "fromAbove" };
}

function move(
  percentage: number,
  timeValue: number,
  timeUnit: "minutes" | "hours" | "days",
): AlarmCondition {
  return { type: "timeframe", percentage, direction: "any", timeValue, timeUnit, startPrice: null };
}

function once(condition: AlarmCondition, note: string): LineAlarm {
  const cooldownSeconds = DEFAULT_COOLDOWN_SECONDS;
  return { ...condition, mode: "once", cooldownSeconds, expiresAt: null, note };
}

function repeating(condition: AlarmCondition, cooldownSeconds: number, note = ""): LineAlarm {
  return { ...condition, mode: "repeat", cooldownSeconds, expiresAt: null, note };
}
