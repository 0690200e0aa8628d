import { type KnownAlarm, knownAlarm } from "@/lib/audit/known_alarm.ts";
import type { Store } from "@/lib/store/store.ts";
import { type LogPage, readLogPage } from "./log_page.ts";
import type { Services } from "./services.ts";

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

function storedAlarm({ state }: Pick<Store, "state">, id: string): KnownAlarm | null {
  for (const { symbol, alarms } of state.pairs.values()) {
    const alarm = alarms.find((each) => each.id === id);
    if (alarm !== undefined) return { pair: symbol, alarm };
  }
  return null;
}
