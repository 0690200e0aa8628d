import { texts } from "@/lib/language/texts.ts";
import { numberText } from "@/lib/market/format_price.ts";
import {
  type KindLine,
  lineNumber,
  LineProblem,
  type LineReference,
  lineWords,
  type Piece,
  readPercentage,
  type Suggestion,
  TYPED_PERCENT,
} from "@/lib/alarms/kinds/line.ts";
import { FIRST_PERCENTAGE, type KindForm } from "../kind.ts";
import type { PercentChangeCondition } from "./schema.ts";
import { percentChangeView } from "./rules.ts";

const MAX = /^(?:max(?:imum)?|highs?|highest|top|peak|ath)$/;
const MIN = /^(?:min(?:imum)?|lows?|lowest|bottom|atl)$/;
const FROM_MAX: Suggestion = { text: "from high", rank: 2 };
const FROM_MIN: Suggestion = { text: "from low", rank: 2 };

/** `-10% from high`, `8% above the lowest`, `-10% from max`. */
export const percentChangeLine: KindLine<PercentChangeCondition> = {
  write: ({ percentage, changeType }) =>
    changeType === "downFromMax"
      ? `-${lineNumber(percentage)}% from high`
      : `+${lineNumber(percentage)}% from low`,
  readPiece(words, draft) {
    const text = words.peek()?.text ?? "";
    const extreme = MAX.test(text) ? MAXIMUM : MIN.test(text) ? MINIMUM : null;
    if (extreme === null) return false;
    draft.set("reference", extreme, words.take().typed);
    return true;
  },
  isMeasuredFrom: (way, word) => way === "down" ? MAX.test(word) : way === "up" && MIN.test(word),
  example: () => "-10% from high",
  conditions: () => [{ text: "-10% from high", rank: 3 }, { text: "+10% from low", rank: 4 }],
  references(sign) {
    if (sign === "-") return [FROM_MAX];
    return sign === "+" ? [FROM_MIN] : [FROM_MAX, FROM_MIN];
  },
};

const MAXIMUM: LineReference = {
  condition(percent, way) {
    if (way?.value === "up") {
      throw wrongWay(way, percentChangeFormWords.onlyFalls);
    }
    return conditionOf(percent, "downFromMax");
  },
};

const MINIMUM: LineReference = {
  condition(percent, way) {
    if (way?.value === "down") {
      throw wrongWay(way, percentChangeFormWords.onlyRises);
    }
    return conditionOf(percent, "upFromMin");
  },
};

function wrongWay({ typed }: Piece<unknown>, why: string): LineProblem {
  return new LineProblem(typed, lineWords.wrongPiece(typed, why));
}

function conditionOf(
  { value: percentage, typed }: Piece<number>,
  changeType: PercentChangeCondition["changeType"],
): PercentChangeCondition {
  const condition: PercentChangeCondition = { type: "percentChange", percentage, changeType };
  const problem = percentChangeView.problem(condition);
  if (problem !== null) throw new LineProblem(typed, lineWords.wrong(typed, problem.rule));
  return condition;
}

/** The fields of a move away from the highest or lowest price, as typed. */
export interface PercentChangeDraft {
  readonly percentage: string;
  readonly changeType: PercentChangeCondition["changeType"];
}

export const percentChangeForm: KindForm<PercentChangeCondition, PercentChangeDraft> = {
  title: () => percentChangeFormWords.title,
  empty: { percentage: FIRST_PERCENTAGE, changeType: "downFromMax" },
  shownFields: ["percentage"],
  read: ({ percentage, changeType }, reader) => ({
    type: "percentChange",
    percentage: readPercentage(percentage, reader),
    changeType,
  }),
  write: ({ percentage, changeType }) => ({ percentage: numberText(percentage), changeType }),
  figure: TYPED_PERCENT,
  copied: ({ type, percentage, changeType }) => ({ type, percentage, changeType }),
};

/** What the form and the line of text say of it. */
export const percentChangeFormWords = texts("percentChangeForm", {
  title: "% from high/low",
  from: "From the high or low since the pair was added",
  extremes: { downFromMax: "% down from high ↓", upFromMin: "% up from low ↑" },
  onlyFalls: "from its high a price can only fall; write -10% from high",
  onlyRises: "from its low a price can only rise; write +8% from low",
});
