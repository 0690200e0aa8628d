import { expiryNote } from "@/lib/live/read_draft.ts";
import type { AlarmFieldsProps } from "./AlarmForm.tsx";
import { SoundField } from "./SoundField.tsx";
import { Choice } from "./Choice.tsx";
import { TextField } from "./TextField.tsx";

const MODES = [["once", "Once"], ["repeat", "Every time"]] as const;
const NOTE_LENGTH = 500;
const EXPIRY_HINT = "In the time zone of your settings; then it rings no more.";

/** How often the alarm rings, how long it lives, and what it is for. */
export function HandlingFields({ draft, problems, onChange }: AlarmFieldsProps) {
  return (
    <>
      <Choice
        label="How often"
        options={MODES}
        value={draft.mode}
        onChange={(mode) => onChange({ mode })}
      />
      {draft.mode === "repeat" && (
        <TextField
          label="Minutes of quiet after it rang"
          value={draft.cooldownMinutes}
          problem={problems["cooldownSeconds"]}
          hint="Then it arms itself again, once the condition has been false in between."
          isNumber
          onChange={(cooldownMinutes) => onChange({ cooldownMinutes })}
        />
      )}
      <TextField
        label="Expires (optional)"
        type="datetime-local"
        value={draft.expiresAt}
        problem={problems["expiresAt"]}
        hint={expiryNote(draft.expiresAt) ?? EXPIRY_HINT}
        onChange={(expiresAt) => onChange({ expiresAt })}
      />
      <SoundField sound={draft.sound} onChange={(sound) => onChange({ sound })} />
      <TextField
        label="Note (optional)"
        value={draft.note}
        problem={problems["note"]}
        maxLength={NOTE_LENGTH}
        onChange={(note) => onChange({ note })}
      />
    </>
  );
}
