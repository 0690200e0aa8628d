import { z } from "zod";
import { newHandlingInput, numberInput, storedFields, storedPrice, wordInput } from "../fields.ts";

const DIRECTIONS = ["any", "fromBelow", "fromAbove"] as const;

/** A price is reached. */
const stored = z.object({
  ...storedFields,
  type: z.literal("target"),
  targetPrice: storedPrice,
  direction: z.enum(DIRECTIONS),
});

/** The condition as a person sends it. */
const fields = { targetPrice: numberInput("55000"), direction: wordInput(DIRECTIONS) };

const input = z.strictObject({ type: z.literal("target"), ...newHandlingInput, ...fields });

export type TargetAlarm = z.infer<typeof stored>;
export type TargetCondition = Pick<TargetAlarm, "type" | "targetPrice" | "direction">;
export type TargetInput = z.infer<typeof input>;

export const targetSchema = {
  type: "target",
  stored,
  input,
  fields,
  columns: { targetPrice: "number", direction: "text" },
  demo: (soonReached: number) => ({
    BTCUSDT: { type: "target", direction: "any", targetPrice: soonReached },
    ETHBTC: { type: "target", direction: "fromAbove", targetPrice: 0.045 },
  }),
} as const;

/** What a rehearsal rings where no alarm is set: the price of now. */
export function targetRehearsal(price: number): TargetCondition {
  return { type: "target", targetPrice: price, direction: "any" };
}
