import type { Fire } from "@/lib/alarms/fire.ts";
import type { State } from "@/lib/store/state.ts";
import { acknowledgedEntry, fireEntries } from "./audit_entries.ts";
import type { AuditEntry } from "./audit_entry.ts";

/** What the audit log tells of fires that a crash left unannounced; from where a test was asked for is lost. */
export function leftEntries(fires: readonly Fire[], { pairs }: State): AuditEntry[] {
  return fires.flatMap((fire) => {
    const after = pairs.get(fire.pair)?.alarms.find(({ id }) => id === fire.alarmId);
    return fireEntries(fire, after, null);
  });
}

/** What a new audit log can tell of the time before it: the fires in the store, and that they were acknowledged. */
export function keptEntries(state: State): AuditEntry[] {
  const acknowledged = state.fires.flatMap((fire) => {
    const { acknowledgedAt: at, acknowledgedBy: from = null } = fire;
    return at === null ? [] : [acknowledgedEntry(fire, at, from)];
  });
  return [...leftEntries(state.fires, state), ...acknowledged]
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}
