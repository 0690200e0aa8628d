import { must, percentageInput, priceInput, wordInput } from "./alarm_input.ts";
import { z } from "zod";

const timeValueRule = must("be a number above 0, such as 15");

/** The fields of a `target` condition. */
export const targetInput = {
  targetPrice: priceInput("55000"),
  direction: wordInput(["any", "fromBelow", "fromAbove"]),
};

/** The fields of a `percentChange` condition. */
export const percentChangeInput = {
  percentage: percentageInput(),
  changeType: wordInput(["downFromMax", "upFromMin"]),
};

/** The fields of a `timeframe` condition. */
export const timeframeInput = {
  percentage: percentageInput(),
  direction: wordInput(["any", "up", "down"]),
  timeUnit: wordInput(["minutes", "hours", "days", "sinceStart"]),
  timeValue: z.number(timeValueRule).positive(timeValueRule).nullable().optional(),
  startPrice: priceInput("67100").nullable().optional(),
};
