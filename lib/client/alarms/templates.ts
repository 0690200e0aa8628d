import type { Alarm } from "@/lib/alarms/alarm.ts";
import { type PairPrices, typicalPrice } from "@/lib/alarms/kinds/kind.ts";
import { lineNumber } from "@/lib/alarms/kinds/line.ts";
import { formOf } from "@/lib/alarms/kinds/typed.ts";
import type { LineAlarm } from "@/lib/client/line/format_line.ts";
import { type AlarmLine, type LineContext, readAlarmLine } from "@/lib/client/line/read_line.ts";
import { texts } from "@/lib/language/texts.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import type { PlacedAlarm } from "./alarm_view.ts";
import { draftWords } from "./preview.ts";

/** Sets of alarms. */
export const templateWords = texts("alarmTemplates", {
  breakout: {
    title: "Breakout",
    meaning: "Rings when the price leaves the range it has had since the pair was added.",
    up: "breakout up",
    down: "breakout down",
  },
  stopLoss: {
    title: "Stop-loss",
    meaning: "A stop below, a stop that trails the highest price, and a target to take the profit.",
    stop: "stop-loss",
    trailing: "trailing stop",
    profit: "take profit",
  },
  volatility: {
    title: "Volatility",
    meaning: "Rings each time the price moves fast, over minutes, hours or a day.",
  },
  swing: {
    title: "Swing",
    meaning: "Rings each time the price has come far enough from its high or its low to turn.",
    dip: "dip",
    rally: "rally",
  },
});

/** What is known of a pair that has a price. */
type KnownPrices = { readonly [P in keyof PairPrices]: number };

/** A usual set of alarms. */
export interface AlarmTemplate {
  readonly key: string;
  readonly title: string;
  /** What the set is for, in a sentence. */
  readonly meaning: string;
  /** The alarms of the set for a pair as it stands, each as the line that follows the pair's name. */
  readonly linesFor: (prices: KnownPrices) => readonly string[];
}

/** The sets that a pair's dialog offers. */
export const ALARM_TEMPLATES: readonly AlarmTemplate[] = [
  template("breakout", ({ currentPrice, maxPrice, minPrice }, { up, down }) => [
    `> ${typical(Math.max(maxPrice, currentPrice * 1.005))} note: ${up}`,
    `< ${typical(Math.min(minPrice, currentPrice * 0.995))} note: ${down}`,
  ]),
  template("stopLoss", ({ currentPrice }, { stop, trailing, profit }) => [
    `< ${typical(currentPrice * 0.95)} note: ${stop}`,
    `-8% from high note: ${trailing}`,
    `> ${typical(currentPrice * 1.1)} note: ${profit}`,
  ]),
  template("volatility", () => [
    "2% in 15m repeat cooldown 900s",
    "4% in 1h repeat cooldown 3600s",
    "10% in 1d repeat cooldown 86400s",
  ]),
  template("swing", (_prices, { dip, rally }) => [
    `-10% from high repeat cooldown 3600s note: ${dip}`,
    `+10% from low repeat cooldown 3600s note: ${rally}`,
  ]),
];

type Templates = typeof templateWords;

/** A set with what is said of it, and of its alarms in their notes. */
function template<K extends keyof Templates>(
  key: K,
  linesFor: (prices: KnownPrices, words: Templates[K]) => readonly string[],
): AlarmTemplate {
  const said = () => {
    const all: Readonly<Record<keyof Templates, Pick<AlarmTemplate, "title" | "meaning">>> =
      templateWords;
    return all[key];
  };
  return {
    key,
    get title() {
      return said().title;
    },
    get meaning() {
      return said().meaning;
    },
    linesFor: (prices) => linesFor(prices, templateWords[key]),
  };
}

function typical(price: number): string {
  return lineNumber(typicalPrice(price));
}

/**
 * The same alarm for another pair: a percentage stays as it is, a target keeps its distance in
 * percent from the current price. Null where a price is missing to tell that by. `now` in milliseconds.
 */
export function duplicateAlarm(alarm: Alarm, { from, to, now }: {
  readonly from: number | null;
  readonly to: number | null;
  readonly now: number;
}): LineAlarm | null {
  const { mode, cooldownSeconds, expiresAt, note, sound, priority, policy, tell, tags } = alarm;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
  const handling = {
    ...{ mode, cooldownSeconds, note, expiresAt: isOver ? null : expiresAt },
    ...(sound && { sound }),
    ...(priority && { priority }),
    ...(policy && { policy }),
    ...(tell && { tell }),
    ...(tags && tags.length > 0 && { tags }),
  };
  const condition = formOf(alarm).copied(alarm, { from, to });
  return condition && { ...condition, ...handling };
}

/** For more pairs at once one would not read what is set. */
export const MOST_PAIRS = 10;

/** An alarm as it becomes on the first ten other pairs of the board where it can be set; `now` in milliseconds. */
export function duplicatesOf(
  { pair, alarm }: PlacedAlarm,
  watched: readonly PairView[],
  now: number,
): WantedAlarms {
  const copies: { pair: string; alarm: LineAlarm }[] = [];
  for (const { symbol, currentPrice } of watched) {
    if (symbol === pair.symbol) continue;
    const copy = duplicateAlarm(alarm, { from: pair.currentPrice, to: currentPrice, now });
    if (copy !== null) copies.push({ pair: symbol, alarm: copy });
    if (copies.length === MOST_PAIRS) break;
  }
  return copies;
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
      return line.isWatched ? null : draftWords.notWatched(line.pair.symbol);
    case "empty":
      return draftWords.emptyLine;
    case "ambiguous":
      return draftWords.ambiguous(line.piece, line.symbols);
    case "problem":
      return line.message;
  }
}
