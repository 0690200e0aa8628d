import type { Fire } from "@/lib/alarms/fire.ts";
import { Refusal } from "@/lib/commands/refusal.ts";
import type { Action } from "@/lib/notify/token_index.ts";
import type { Cause } from "@/lib/store/events.ts";

/** The commands that buttons need. */
type Run = (name: "acknowledge" | "snooze_alarm", input: unknown, cause: Cause) => Promise<unknown>;

/** How long "Snooze" in a message lasts, in minutes. */
const SNOOZE_MINUTES = 15;

/** Does what a button in a message says; answers what was done, in words for whoever pressed it. */
export async function carryOut(
  run: Run,
  action: Action,
  fire: Fire,
  by: string,
): Promise<string> {
  const acknowledge = () => run("acknowledge", { fireId: fire.id }, { address: by });
  if (action === "acknowledge") {
    await acknowledge();
    return "Acknowledged";
  }
  // Before the fire is silenced: a crash between the two leaves it ringing, and the button works again.
  const text = await snooze(run, fire.alarmId, by);
  await acknowledge();
  return text;
}

async function snooze(run: Run, id: string, by: string): Promise<string> {
  try {
    await run("snooze_alarm", { id, minutes: SNOOZE_MINUTES }, { address: by });
    return `Snoozed for ${SNOOZE_MINUTES} minutes`;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Of a test of an alarm that is not there any more nothing is left to snooze.
    if (error.code === "alarm_not_found") return "Acknowledged";
    return `Acknowledged, but not snoozed: ${error.message}`;
  }
}
