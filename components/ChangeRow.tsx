import type { ChangeEntry } from "@/lib/audit/audit_entry.ts";
import { AUDIT_TITLES, auditDetail, auditWho } from "@/lib/live/audit_words.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Moment } from "./Moment.tsx";

/** One change in the log: what was done to which pair, from what to what, by whom. */
export function ChangeRow({ entry, viewer }: { entry: ChangeEntry; viewer: Viewer }) {
  return (
    <li class="fire change-entry">
      <div class="fire-facts">
        <p class="fire-head">
          <strong class="fire-pair">{entry.pair}</strong>
          <span class="change-title">{AUDIT_TITLES[entry.kind]}</span>
        </p>
        <p class="fire-condition">{auditDetail(entry, viewer.zone.value)}</p>
        <p class="fire-when">
          <Moment at={entry.timestamp} viewer={viewer} form="full" />
        </p>
      </div>
      <p class="fire-acknowledged">{auditWho(entry)}</p>
    </li>
  );
}
