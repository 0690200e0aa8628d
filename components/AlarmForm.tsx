import type { AlarmDraft } from "@/lib/live/alarm_draft.ts";
import type { Problems } from "@/lib/live/read_draft.ts";
import type { Pair } from "@/lib/store/state.ts";
import { AlarmMeaning } from "./AlarmMeaning.tsx";
import { Choice } from "./Choice.tsx";
import { ConditionFields } from "./ConditionFields.tsx";
import { ErrorLine } from "./ErrorLine.tsx";
import { HandlingFields } from "./HandlingFields.tsx";
import { ReplayLine, type ReplayLineProps } from "./ReplayLine.tsx";

const KINDS = [
  ["target", "Price"],
  ["percentChange", "From max or min"],
  ["timeframe", "In a time"],
] as const;

/** Fields whose problems are shown beside them; all others are shown above the buttons. */
const SHOWN_FIELDS = [
  "targetPrice",
  "percentage",
  "timeValue",
  "cooldownSeconds",
  "expiresAt",
  "note",
];

export interface AlarmFieldsProps {
  draft: AlarmDraft;
  problems: Problems;
  pair: Pair;
  onChange: (change: Partial<AlarmDraft>) => void;
}

interface AlarmFormProps extends AlarmFieldsProps {
  /** The kind of an alarm that exists already stays what it is. */
  isNew: boolean;
  isSending: boolean;
  /** What it would have done, while that is known. */
  replayed: ReplayLineProps;
  onSubmit: () => void;
  onCancel: () => void;
}

/** The form of an alarm, for a new one and for changing one. */
export function AlarmForm(props: AlarmFormProps) {
  const { draft, isNew, isSending, onChange, onSubmit, onCancel } = props;
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form class="alarm-form" onSubmit={submit} noValidate>
      {isNew && (
        <Choice
          label="Ring on"
          options={KINDS}
          value={draft.type}
          onChange={(type) => onChange({ type })}
        />
      )}
      <ConditionFields {...props} />
      <AlarmMeaning {...props} />
      <ReplayLine {...props.replayed} />
      <HandlingFields {...props} />
      <ErrorLine message={otherProblem(props.problems)} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onCancel}>Cancel</button>
        <button type="submit" class="button button-primary" disabled={isSending}>
          {isNew ? "Set alarm" : "Save changes"}
        </button>
      </div>
    </form>
  );
}

function otherProblem(problems: Problems): string | null {
  const field = Object.keys(problems).find((name) => !SHOWN_FIELDS.includes(name));
  return field === undefined ? null : problems[field] ?? null;
}
