import type { ServerFrame } from "./protocol.ts";
import { shortMomentText, type Zone } from "./time_text.ts";

/** Confirms what was done to an alarm that rang, from the server's answer; null when it was only acknowledged. */
export function quietedWords(answer: ServerFrame, zone: Zone): string | null {
  if (answer.event !== "alarm_updated") return null;
  const { pair, alarm } = answer.data;
  return alarm.snoozedUntil === null
    ? `${pair} is armed again`
    : `${pair} is snoozed until ${shortMomentText(alarm.snoozedUntil, zone)}`;
}
