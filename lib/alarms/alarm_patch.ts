import { z } from "zod";
import { commonInput, wordInput } from "./alarm_input.ts";
import { percentChangeInput, targetInput, timeframeInput } from "./condition_input.ts";

const { note, mode, cooldownSeconds, expiresAt, sound } = commonInput;
const { timeValue, startPrice, timeUnit, percentage } = timeframeInput;

/** What a person may change about an alarm. Which fields go with its type is checked by `editAlarm`. */
export const AlarmPatch = z.strictObject({
  type: z.never("cannot be changed; remove this alarm and set a new one").optional(),
  note: note.optional(),
  mode: mode.optional(),
  cooldownSeconds: cooldownSeconds.optional(),
  expiresAt: expiresAt.optional(),
  sound: sound.optional(),
  targetPrice: targetInput.targetPrice.optional(),
  direction: wordInput(["any", "fromBelow", "fromAbove", "up", "down"]).optional(),
  percentage: percentage.optional(),
  changeType: percentChangeInput.changeType.optional(),
  timeUnit: timeUnit.optional(),
  timeValue,
  startPrice,
});

export type AlarmPatch = z.infer<typeof AlarmPatch>;
