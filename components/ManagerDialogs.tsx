import { describeAlarm } from "@/lib/alarms/describe.ts";
import type { PlacedAlarm } from "@/lib/live/alarm_filter.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { AlarmDeeds } from "@/lib/live/use_alarm_deeds.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { DuplicateDialog } from "./DuplicateDialog.tsx";
import { TemplateDialog } from "./TemplateDialog.tsx";

export type ManagerDialog = "template" | "duplicate" | "remove";

interface ManagerDialogsProps {
  open: ManagerDialog | null;
  /** The selected alarms. */
  chosen: readonly PlacedAlarm[];
  watched: readonly PairView[];
  /** The pair that the page is about; all pairs otherwise. */
  pairs: readonly PairView[];
  viewer: Viewer;
  deeds: AlarmDeeds;
  onClose: () => void;
}

/** The open dialog of the alarms page, if there is one. */
export function ManagerDialogs({ open, pairs, ...props }: ManagerDialogsProps) {
  const { chosen, watched, viewer, deeds, onClose } = props;
  switch (open) {
    case null:
      return null;
    case "template":
      return <TemplateDialog {...{ pairs, watched, viewer, onClose }} onSave={deeds.add} />;
    case "duplicate":
      return (
        <DuplicateDialog {...{ watched, viewer, onClose }} alarms={chosen} onSave={deeds.add} />
      );
    case "remove":
      return <RemoveDialog {...props} />;
  }
}

/** So many of the alarms that go are named. */
const NAMED = 8;

function RemoveDialog({ chosen, deeds, onClose }: Omit<ManagerDialogsProps, "open" | "pairs">) {
  const what = chosen.length === 1 ? "1 alarm" : `${chosen.length} alarms`;
  const remove = async () => {
    if (await deeds.remove(chosen.map(({ alarm }) => alarm.id))) onClose();
  };
  return (
    <ConfirmDialog
      title={`Remove ${what}?`}
      action={`Remove ${what}`}
      problem={deeds.problem.value}
      onConfirm={remove}
      onClose={onClose}
    >
      <ul class="removed-alarms">
        {chosen.slice(0, NAMED).map(({ pair, alarm }) => (
          <li key={alarm.id}>{describeAlarm(alarm, pair.symbol)}</li>
        ))}
        {chosen.length > NAMED && <li>and {chosen.length - NAMED} more</li>}
      </ul>
      <p>The log keeps what has rung.</p>
    </ConfirmDialog>
  );
}
