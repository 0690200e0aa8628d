import { z } from "zod";
import {
  newHandlingInput,
  numberInput,
  storedFields,
  storedPrice,
  storedTimeOrNull,
  wordInput,
} from "../fields.ts";

const DIRECTIONS = ["any", "up", "down"] as const;
const UNITS = ["minutes", "hours", "days", "sinceStart"] as const;

/** A move within a time, or since a start. */
const stored = z.object({
  ...storedFields,
  type: z.literal("timeframe"),
  percentage: z.number().positive(),
  direction: z.enum(DIRECTIONS),
  timeUnit: z.enum(UNITS),
  /** Length of the window in `timeUnit`; null for `sinceStart`. */
  timeValue: z.number().positive().nullable().default(null),
  /** What `sinceStart` compares with; null for the other units. */
  startPrice: storedPrice.nullable().default(null),
  startTime: storedTimeOrNull,
});

/** The condition as a person sends it. */
const fields = {
  percentage: numberInput("5"),
  direction: wordInput(DIRECTIONS),
  timeUnit: wordInput(UNITS),
  timeValue: numberInput("15").nullable().optional(),
  startPrice: numberInput("67100").nullable().optional(),
};

const input = z.strictObject({ type: z.literal("timeframe"), ...newHandlingInput, ...fields });

export type TimeframeAlarm = z.infer<typeof stored>;
export type TimeframeCondition = Pick<
  TimeframeAlarm,
  "type" | "percentage" | "direction" | "timeUnit" | "timeValue" | "startPrice"
>;
export type TimeframeInput = z.infer<typeof input>;

const kind = { type: "timeframe", mode: "repeat", cooldownSeconds: 120 } as const;

export const timeframeSchema = {
  type: "timeframe",
  stored,
  input,
  fields,
  columns: {
    percentage: "number",
    direction: "text",
    timeValue: "number",
    timeUnit: "text",
    startPrice: "number",
  },
  demo: () => ({
    ETHUSDT: { ...kind, direction: "any", percentage: 1, timeValue: 5, timeUnit: "minutes" },
    PEPEUSDT: { ...kind, direction: "up", percentage: 2, timeUnit: "sinceStart" },
  }),
} as const;
