import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { AlarmCondition } from "@/lib/alarms/kinds/schemas.ts";
import type { PairPrices } from "@/lib/alarms/finding.ts";
import { DEFAULT_COOLDOWN_SECONDS } from "@/lib/alarms/limits.ts";
import type { LineAlarm, LineContext } from "@/lib/client/line/line.ts";
import { type AlarmLine, readAlarmLine } from "@/lib/client/line/read_line.ts";

/** What is known of a pair that has a price. */
type KnownPrices = { readonly [P in keyof PairPrices]: number };

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

/**
 * The same alarm for another pair: a percentage stays as it is, a target keeps its distance in
 * percent from the current price. Null where a price is missing to tell that by. `now` in milliseconds.
 */
export function duplicateAlarm(
  alarm: Alarm,
  { from, to, now }: {
    readonly from: number | null;
    readonly to: number | null;
    readonly now: number;
  },
): LineAlarm | null {
  const { mode, cooldownSeconds, expiresAt, note, sound } = alarm;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
  const handling = {
    ...{ mode, cooldownSeconds, note, expiresAt: isOver ? null : expiresAt },
    ...(sound && { sound }),
  };
  switch (alarm.type) {
    case "target": {
      if (from === null || to === null) return null;
      const { type, direction } = alarm;
      const targetPrice = typicalPrice(to * (alarm.targetPrice / from));
      return { type, targetPrice, direction, ...handling };
    }
    case "percentChange": {
      const { type, percentage, changeType } = alarm;
      return { type, percentage, changeType, ...handling };
    }
    case "timeframe": {
      const { type, percentage, direction, timeUnit, timeValue } = alarm;
      // A start price means nothing on another pair: it begins where that one is.
      return { type, percentage, direction, timeUnit, timeValue, startPrice: null, ...handling };
    }
  }
}

/** A computed price in as many digits as people give prices: five. */
function typicalPrice(price: number): number {
  return Number(price.toPrecision(5));
}

/** A line that may be changed, or left out, before it becomes an alarm. */
export interface DraftLine {
  readonly text: string;
  readonly isWanted: boolean;
}

/** What is sent to set several alarms. */
export type WantedAlarms = readonly { readonly pair: string; readonly alarm: LineAlarm }[];

/** The alarms that the wanted lines ask for, or the message about the first that cannot be set. */
export function readDraftLines(
  lines: readonly DraftLine[],
  context: LineContext,
): { readonly alarms: WantedAlarms; readonly problem: string | null } {
  const read = lines.filter(({ isWanted }) => isWanted)
    .map(({ text }) => readAlarmLine(text, context));
  const problem = read.map(problemOf).find((message) => message !== null) ?? null;
  const alarms = read.flatMap((line) =>
    line.kind === "alarm" ? [{ pair: line.pair.symbol, alarm: line.alarm }] : []
  );
  return { alarms, problem };
}

/** Why this line cannot become an alarm as it stands; null when it can. */
function problemOf(line: AlarmLine): string | null {
  switch (line.kind) {
    case "alarm":
      return line.isWatched ? null : `${line.pair.symbol} is not watched; add the pair first`;
    case "empty":
      return "A line is empty; write an alarm or leave it out";
    case "ambiguous":
      return `“${line.piece}” may be ${line.symbols.join(" or ")}; write which`;
    case "problem":
      return line.message;
  }
}
