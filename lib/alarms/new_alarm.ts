import { z } from "zod";
import { commonInputWithDefaults } from "./alarm_input.ts";
import { percentChangeInput, targetInput, timeframeInput } from "./condition_input.ts";
import { conditionProblem } from "./condition_problem.ts";

const NewTargetAlarm = z.strictObject({
  type: z.literal("target"),
  ...commonInputWithDefaults,
  ...targetInput,
});

const NewPercentChangeAlarm = z.strictObject({
  type: z.literal("percentChange"),
  ...commonInputWithDefaults,
  ...percentChangeInput,
});

const NewTimeframeAlarm = z.strictObject({
  type: z.literal("timeframe"),
  ...commonInputWithDefaults,
  ...timeframeInput,
});

/** What a person may send to set an alarm. */
export const NewAlarm = z.discriminatedUnion(
  "type",
  [NewTargetAlarm, NewPercentChangeAlarm, NewTimeframeAlarm],
  {
    error: ({ path }) =>
      path?.at(-1) === "type"
        ? "must be one of target, percentChange, timeframe"
        : "must be an object with a type of target, percentChange or timeframe",
  },
).superRefine((alarm, context) => {
  const problem = conditionProblem(alarm);
  if (problem !== null) {
    context.addIssue({ code: "custom", path: [problem.field], message: problem.rule });
  }
});

export type NewAlarm = z.infer<typeof NewAlarm>;
