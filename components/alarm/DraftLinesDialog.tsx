import { viewer } from "@/lib/client/viewer.ts";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Dialog, FormActions } from "@/components/kit/Dialog.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import type { LinePair } from "@/lib/alarms/kinds/line.ts";
import {
  type DraftLine,
  readDraftLines,
  type WantedAlarms,
} from "@/lib/client/alarms/templates.ts";
import { type LineContext, readAlarmLine } from "@/lib/client/line/read_line.ts";
import { messageOf } from "@/lib/client/request_error.ts";
import { QuickAlarmPreview } from "./QuickAlarmForm.tsx";
import { dialogWords as words } from "./dialog_texts.tsx";

interface DraftLinesDialogProps {
  title: string;
  lines: readonly DraftLine[];
  watched: readonly LinePair[];
  children: ComponentChildren;
  onChange: (lines: readonly DraftLine[]) => void;
  /** Sets all of them or none; rejects with why they could not be set. */
  onSave: (alarms: WantedAlarms) => Promise<void>;
  onClose: () => void;
}

/** Shows the alarms that would be set, to be changed and then set in one go. */
export function DraftLinesDialog(props: DraftLinesDialogProps) {
  const { title, lines, watched, children, onChange, onSave, onClose } = props;
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
          <DraftLines {...{ lines, context }} onChange={onChange} />
        </div>
        <ErrorLine message={problem} />
        <FormActions
          action={words.set(count)}
          disabled={isSending || count === 0}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}

interface DraftLinesProps {
  lines: readonly DraftLine[];
  context: LineContext;
  onChange: (lines: readonly DraftLine[]) => void;
}

/** Alarms before they are set: each in one line that can be changed, said in words, or left out. */
function DraftLines({ lines, context, onChange }: DraftLinesProps) {
  const replace = (place: number, change: Partial<DraftLine>) =>
    onChange(lines.map((line, index) => index === place ? { ...line, ...change } : line));
  return (
    <ul class="draft-lines">
      {lines.map((line, index) => (
        <li key={index} class={line.isWanted ? "draft-line" : "draft-line draft-line-out"}>
          <input
            type="checkbox"
            class="check"
            aria-label={words.setNth(index + 1)}
            checked={line.isWanted}
            onChange={(event) =>
              replace(index, { isWanted: event.currentTarget.checked })}
          />
          <input
            class="input"
            aria-label={words.nth(index + 1)}
            aria-describedby={`draft-line-${index}`}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            disabled={!line.isWanted}
            value={line.text}
            onInput={(event) =>
              replace(index, { text: event.currentTarget.value })}
          />
          <p id={`draft-line-${index}`} class="draft-line-words">
            <QuickAlarmPreview read={readAlarmLine(line.text, context)} />
          </p>
        </li>
      ))}
    </ul>
  );
}
