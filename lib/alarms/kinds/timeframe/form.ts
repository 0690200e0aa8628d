import { numberText } from "@/lib/market/typed_number.ts";
import { FIRST_PERCENTAGE, type KindForm, readPercentage } from "../form.ts";
import type { TimeframeCondition } from "./schema.ts";

/** The fields of a move within a time, as typed. */
export interface TimeframeDraft {
  readonly percentage: string;
  readonly move: TimeframeCondition["direction"];
  readonly timeValue: string;
  readonly timeUnit: TimeframeCondition["timeUnit"];
}

export const timeframeForm: KindForm<TimeframeCondition, TimeframeDraft> = {
  title: "In a time",
  empty: { percentage: FIRST_PERCENTAGE, move: "any", timeValue: "1", timeUnit: "hours" },
  shownFields: ["percentage", "timeValue"],
  read({ percentage, move, timeValue, timeUnit }, reader) {
    return {
      type: "timeframe",
      percentage: readPercentage(percentage, reader),
      direction: move,
      timeUnit,
      timeValue: timeUnit === "sinceStart"
        ? null
        : reader.number("timeValue", timeValue, "how long the window is"),
      startPrice: null,
    };
  },
  write: ({ percentage, direction, timeUnit, timeValue }) => ({
    percentage: numberText(percentage),
    move: direction,
    timeUnit,
    ...(timeValue !== null && { timeValue: numberText(timeValue) }),
  }),
  /** A start price means nothing on another pair: it begins where that one is. */
  copied: ({ type, percentage, direction, timeUnit, timeValue }) => ({
    ...{ type, percentage, direction, timeUnit, timeValue },
    startPrice: null,
  }),
};
