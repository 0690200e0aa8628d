import type { KnownAlarm } from "@/lib/live/answers.ts";
import { findAlarm } from "@/lib/commands/lookup.ts";
import { readAlarmHistory } from "./alarm_history.ts";
import type { Asked } from "./log_page.ts";
import type { Services } from "./services.ts";
import { storedAlarm } from "./stored_alarm.ts";

/**
 * The alarm with this id, also when it is removed, as long as the log tells of it.
 * @throws {Refusal} when there never was one
 */
export async function findKnownAlarm(
  services: Pick<Services, "auditLog" | "store">,
  asked: Asked,
  id: string,
): Promise<KnownAlarm> {
  const stored = storedAlarm(services.store, id);
  const known = stored ?? (await readAlarmHistory(services, asked, id))?.known;
  if (known !== undefined) return known;
  const { pair, alarm } = findAlarm(services.store.state, id);
  return { pair: pair.symbol, alarm };
}
