import { FormActions } from "@/components/kit/Dialog.tsx";
import { ErrorLine } from "@/components/kit/ErrorLine.tsx";
import { Choice, TextField } from "@/components/kit/Fields.tsx";
import { SoundField } from "@/components/kit/SoundField.tsx";
import { KIND_TITLES, SHOWN_FIELDS } from "@/lib/alarms/kinds/forms.ts";
import { expiryNote, type Problems } from "@/lib/client/alarms/draft.ts";
import { AlarmMeaning, ReplayLine, type ReplayLineProps } from "./AlarmMeaning.tsx";
import { KIND_FIELDS } from "./forms/forms.ts";
import type { AlarmFieldsProps } from "./forms/PercentField.tsx";

/** Fields whose problems are shown beside them; all others are shown above the buttons. */
const SHOWN = [...SHOWN_FIELDS, "cooldownSeconds", "expiresAt", "note"];

interface AlarmFormProps extends AlarmFieldsProps {
  /** The kind of an alarm that exists already stays what it is. */
  isNew: boolean;
  isSending: boolean;
  replayed: ReplayLineProps;
  onSubmit: () => void;
  onCancel: () => void;
}

/** The form of an alarm, for a new one and for changing one. */
export function AlarmForm(props: AlarmFormProps) {
  const { draft, isNew, isSending, onChange, onSubmit, onCancel } = props;
  const ConditionFields = KIND_FIELDS[draft.type];
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form class="alarm-form" onSubmit={submit} noValidate>
      {isNew && (
        <Choice
          label="Ring on"
          options={KIND_TITLES}
          value={draft.type}
          onChange={(type) => onChange({ type })}
        />
      )}
      <ConditionFields {...props} />
      <AlarmMeaning {...props} />
      <ReplayLine {...props.replayed} />
      <HandlingFields {...props} />
      <ErrorLine message={otherProblem(props.problems)} />
      <FormActions
        action={isNew ? "Set alarm" : "Save changes"}
        disabled={isSending}
        onCancel={onCancel}
      />
    </form>
  );
}

function otherProblem(problems: Problems): string | null {
  const field = Object.keys(problems).find((name) => !SHOWN.includes(name));
  return field === undefined ? null : problems[field] ?? null;
}

const MODES = [["once", "Once"], ["repeat", "Every time"]] as const;
const NOTE_LENGTH = 500;
const EXPIRY_HINT = "In the time zone of your settings; then it rings no more.";

/** How often the alarm rings, how long it lives, and what it is for. */
function HandlingFields({ draft, problems, onChange }: AlarmFieldsProps) {
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
