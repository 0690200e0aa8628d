import { type KnownAlarm, knownAlarm } from "@/lib/audit/known_alarm.ts";
import { type LogPage, readLogPage } from "./log_page.ts";
import type { Services } from "./services.ts";
import { storedAlarm } from "./stored_alarm.ts";

export interface AlarmHistory extends LogPage {
  readonly known: KnownAlarm;
}

/** The part of the log about one alarm; null when neither the store nor the log knows it. */
export async function readAlarmHistory(
  services: Pick<Services, "auditLog" | "store">,
  url: URL,
  id: string,
): Promise<AlarmHistory | null> {
  const page = await readLogPage(services, url, id);
  const known = storedAlarm(services.store, id) ?? knownAlarm(page.log, id);
  return known === null ? null : { ...page, known };
}
