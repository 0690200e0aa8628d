import type { KnownAlarm } from "@/lib/live/answers.ts";
import { knownAlarm } from "@/lib/audit/known_alarm.ts";
import { type Asked, type LogPage, readLogPage } from "./log_page.ts";
import type { Services } from "./services.ts";
import { storedAlarm } from "./stored_alarm.ts";

export interface AlarmHistory extends LogPage {
  readonly known: KnownAlarm;
}

/** The part of the log about one alarm; null when neither the store nor the log knows it. */
export async function readAlarmHistory(
  services: Pick<Services, "auditLog" | "store">,
  asked: Asked,
  id: string,
): Promise<AlarmHistory | null> {
  const stored = storedAlarm(services.store, id);
  if (stored === null && !await services.auditLog.mentions(id)) return null;
  const page = await readLogPage(services, asked, id);
  const known = stored ?? knownAlarm(page.log, id);
  return known === null ? null : { ...page, known };
}
