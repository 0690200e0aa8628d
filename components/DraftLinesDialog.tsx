import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { LinePair } from "@/lib/live/alarm_line/line_pair.ts";
import { type DraftLine, readDraftLines, type WantedAlarms } from "@/lib/live/draft_lines.ts";
import { messageOf } from "@/lib/live/request_error.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Dialog } from "./Dialog.tsx";
import { DraftLines } from "./DraftLines.tsx";
import { ErrorLine } from "./ErrorLine.tsx";

interface DraftLinesDialogProps {
  title: string;
  lines: readonly DraftLine[];
  watched: readonly LinePair[];
  viewer: Viewer;
  /** What stands above the lines: where they come from. */
  children: ComponentChildren;
  onChange: (lines: readonly DraftLine[]) => void;
  /** Sets all of them or none; rejects with why they could not be set. */
  onSave: (alarms: WantedAlarms) => Promise<void>;
  onClose: () => void;
}

/** Shows the alarms that would be set, to be changed and then set in one go. */
export function DraftLinesDialog(props: DraftLinesDialogProps) {
  const { title, lines, watched, viewer, children, onChange, onSave, onClose } = props;
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const context = { watched, now: viewer.calmNow.value, zone: viewer.zone.value };
  const read = readDraftLines(lines, context);
  const save = async (event: Event) => {
    event.preventDefault();
    setProblem(read.problem);
    if (read.problem !== null || read.alarms.length === 0) return;
    setSending(true);
    try {
      await onSave(read.alarms);
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setSending(false);
    }
  };
  const count = lines.filter(({ isWanted }) => isWanted).length;
  return (
    <Dialog title={title} onClose={onClose}>
      <form noValidate onSubmit={save}>
        <div class="dialog-body">
          {children}
          <DraftLines {...{ lines, context, viewer }} onChange={onChange} />
        </div>
        <ErrorLine message={problem} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>Cancel</button>
          <button
            type="submit"
            class="button button-primary"
            disabled={isSending || count === 0}
          >
            {count === 1 ? "Set 1 alarm" : `Set ${count} alarms`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
