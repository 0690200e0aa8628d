import type { Alarm } from "./alarm.ts";
import type { Finding } from "./finding.ts";
import { lastFired } from "./last_fired.ts";

/** Why an alarm that has fired is not armed again yet. */
export type Held = "alreadyTriggered" | "coolingDown" | "notCleared";

/** What still holds a triggered alarm back at the moment of an observation (milliseconds); null when it is armed. */
export function hold(alarm: Alarm, finding: Finding, at: number): Held | null {
  if (!alarm.triggered) return null;
  if (alarm.mode === "once") return "alreadyTriggered";
  // By the source's time, as `triggeredAt` is: looking back over a gap and a wrong local clock change no fires.
  const since = lastFired(alarm);
  const cooled = at > since && at >= since + alarm.cooldownSeconds * 1000;
  if (!cooled) return "coolingDown";
  return alarm.clearedSinceFire || finding.lapsed ? null : "notCleared";
}
