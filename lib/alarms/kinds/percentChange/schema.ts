import { z } from "zod";
import { newHandlingInput, numberInput, storedFields, wordInput } from "../fields.ts";

const CHANGE_TYPES = ["downFromMax", "upFromMin"] as const;

/** A move away from the highest or lowest price on record. */
const stored = z.object({
  ...storedFields,
  type: z.literal("percentChange"),
  percentage: z.number().positive(),
  changeType: z.enum(CHANGE_TYPES),
});

/** The condition as a person sends it. */
const fields = { percentage: numberInput("5"), changeType: wordInput(CHANGE_TYPES) };

const input = z.strictObject({ type: z.literal("percentChange"), ...newHandlingInput, ...fields });

export type PercentChangeAlarm = z.infer<typeof stored>;
export type PercentChangeCondition = Pick<
  PercentChangeAlarm,
  "type" | "percentage" | "changeType"
>;
export type PercentChangeInput = z.infer<typeof input>;

const repeat = { mode: "repeat", cooldownSeconds: 120 } as const;

export const percentChangeSchema = {
  type: "percentChange",
  stored,
  input,
  fields,
  columns: { percentage: "number", changeType: "text" },
  demo: () => ({
    BTCUSDT: { type: "percentChange", changeType: "downFromMax", percentage: 3, ...repeat },
    SOLUSDT: { type: "percentChange", changeType: "upFromMin", percentage: 4, ...repeat },
  }),
} as const;
