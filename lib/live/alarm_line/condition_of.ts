import type { AlarmCondition, TimeframeCondition } from "@/lib/alarms/alarm_condition.ts";
import { conditionProblem } from "@/lib/alarms/condition_problem.ts";
import { windowMs } from "@/lib/alarms/window_ms.ts";
import type { LineDraft, LineReference, Piece } from "./line_draft.ts";
import type { LinePair } from "./line_pair.ts";
import { LineProblem } from "./line_problem.ts";
import type { Span } from "./read_span.ts";

const AGAINST_WHAT = "“in 15m”, “from max”, “from min” or “since start”";

/** What a line waits for, put together from its pieces. @throws {LineProblem} when they are not enough or do not go together */
export function conditionOf(draft: LineDraft, pair: LinePair): AlarmCondition {
  const [price, percent, reference] = [
    draft.get("price"),
    draft.get("percent"),
    draft.get("reference"),
  ];
  if (price !== undefined && percent !== undefined) {
    const both = `“${price.typed}” and “${percent.typed}”`;
    throw new LineProblem(percent.typed, `${both}: an alarm has a price or a percentage; keep one`);
  }
  if (percent !== undefined) {
    if (reference === undefined) throw new LineProblem("", `Say against what: ${AGAINST_WHAT}`);
    return checked(moveOf(percent, reference, draft), percent.typed, reference.typed);
  }
  if (reference !== undefined) {
    if (price === undefined) throw new LineProblem("", "Say how far, such as 5%");
    const fix = `write ${price.typed}% for a move, or leave out “${reference.typed}”`;
    throw new LineProblem(price.typed, `“${price.typed}” is a price here; ${fix}`);
  }
  if (price === undefined) {
    throw new LineProblem("", "Say what to wait for: a price such as 70k, or a move such as 5%");
  }
  return {
    type: "target",
    targetPrice: price.value,
    direction: crossing(price.value, draft, pair),
  };
}

/** Without a word about it, the side on which the price is now tells from where the target is reached. */
function crossing(target: number, draft: LineDraft, { currentPrice }: LinePair) {
  const way = draft.get("way")?.value;
  if (way === "up") return "fromBelow";
  if (way === "down") return "fromAbove";
  if (way === "any" || draft.get("touch") !== undefined) return "any";
  if (currentPrice === null || currentPrice === target) return "any";
  return target > currentPrice ? "fromBelow" : "fromAbove";
}

function moveOf(
  { value: percentage }: Piece<number>,
  reference: Piece<LineReference>,
  draft: LineDraft,
): AlarmCondition {
  const { value } = reference;
  const way = draft.get("way");
  if (value.kind === "max" || value.kind === "min") {
    const isMax = value.kind === "max";
    if (way?.value === (isMax ? "up" : "down")) throw wrongWay(way, isMax);
    const changeType = isMax ? "downFromMax" : "upFromMin";
    return { type: "percentChange", percentage, changeType };
  }
  const common = { type: "timeframe", percentage, direction: way?.value ?? "any" } as const;
  if (value.kind === "window") return { ...common, ...windowOf(value.span), startPrice: null };
  return { ...common, timeUnit: "sinceStart", timeValue: null, startPrice: value.price };
}

function wrongWay({ typed }: Piece<unknown>, isMax: boolean): LineProblem {
  const why = isMax
    ? "from its maximum a price can only fall; write -10% from max"
    : "from its minimum a price can only rise; write +8% from min";
  return new LineProblem(typed, `“${typed}”: ${why}`);
}

function windowOf({ value, unit }: Span): Pick<TimeframeCondition, "timeUnit" | "timeValue"> {
  if (unit === "seconds") return { timeUnit: "minutes", timeValue: value / 60 };
  if (unit === "weeks") return { timeUnit: "days", timeValue: value * 7 };
  return { timeUnit: unit, timeValue: value };
}

function checked(condition: AlarmCondition, percent: string, reference: string): AlarmCondition {
  const problem = conditionProblem(condition);
  if (problem === null) return condition;
  if (problem.field !== "timeValue") throw new LineProblem(percent, `“${percent}” ${problem.rule}`);
  const window = condition.type === "timeframe" ? windowMs(condition) ?? 0 : 0;
  const size = window < 1_000 ? "short" : "long";
  const limits = "the shortest window is 1 second, the longest at most 30 days";
  throw new LineProblem(reference, `“${reference}” is too ${size}: ${limits}`);
}
