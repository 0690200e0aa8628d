import { ErrorLine } from "@/components/kit/ErrorLine.tsx";
import { Choice, TextField } from "@/components/kit/Fields.tsx";
import { SoundField } from "@/components/kit/SoundField.tsx";
import type { Pair } from "@/lib/alarms/pair.ts";
import { type AlarmDraft, expiryNote, type Problems } from "@/lib/client/alarms/draft.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { AlarmMeaning, ReplayLine, type ReplayLineProps } from "./AlarmMeaning.tsx";

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

interface AlarmFieldsProps {
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

const CROSSINGS = [
  ["any", "Either way"],
  ["fromBelow", "From below ↑"],
  ["fromAbove", "From above ↓"],
] as const;
const EXTREMES = [["downFromMax", "Down from max ↓"], ["upFromMin", "Up from min ↑"]] as const;
const MOVES = [["any", "Either way"], ["up", "Up ↑"], ["down", "Down ↓"]] as const;
const UNITS = [
  ["minutes", "Minutes"],
  ["hours", "Hours"],
  ["days", "Days"],
  ["sinceStart", "Since now"],
] as const;

/** What the alarm waits for. */
function ConditionFields(props: AlarmFieldsProps) {
  switch (props.draft.type) {
    case "target":
      return <TargetFields {...props} />;
    case "percentChange":
      return <ExtremeFields {...props} />;
    case "timeframe":
      return <TimeframeFields {...props} />;
  }
}

function TargetFields({ draft, problems, pair, onChange }: AlarmFieldsProps) {
  return (
    <>
      <TextField
        label={`Price in ${pair.quote}`}
        {...nowHint(pair)}
        value={draft.targetPrice}
        problem={problems["targetPrice"]}
        isNumber
        isFirst
        onChange={(targetPrice) => onChange({ targetPrice })}
      />
      <Choice
        label="Reached or crossed"
        options={CROSSINGS}
        value={draft.crossing}
        onChange={(crossing) => onChange({ crossing })}
      />
    </>
  );
}

function ExtremeFields({ draft, onChange, ...props }: AlarmFieldsProps) {
  return (
    <>
      <PercentField {...props} draft={draft} onChange={onChange} />
      <Choice
        label="Against the highest or lowest price since the pair was added"
        options={EXTREMES}
        value={draft.changeType}
        onChange={(changeType) => onChange({ changeType })}
      />
    </>
  );
}

function TimeframeFields(props: AlarmFieldsProps) {
  const { draft, problems, onChange } = props;
  return (
    <>
      <PercentField {...props} />
      <Choice
        label="Moving"
        options={MOVES}
        value={draft.move}
        onChange={(move) => onChange({ move })}
      />
      <Choice
        label="Within"
        options={UNITS}
        value={draft.timeUnit}
        onChange={(timeUnit) => onChange({ timeUnit })}
      />
      {draft.timeUnit === "sinceStart"
        ? (
          <p class="field-hint">
            Compares with the price at this moment, and again from where it rang.
          </p>
        )
        : (
          <TextField
            label={`How many ${draft.timeUnit}`}
            value={draft.timeValue}
            problem={problems["timeValue"]}
            isNumber
            onChange={(timeValue) => onChange({ timeValue })}
          />
        )}
    </>
  );
}

function PercentField({ draft, problems, onChange }: AlarmFieldsProps) {
  return (
    <TextField
      label="At least this many percent"
      value={draft.percentage}
      problem={problems["percentage"]}
      isNumber
      isFirst
      onChange={(percentage) => onChange({ percentage })}
    />
  );
}

function nowHint({ currentPrice }: Pair): { hint?: string } {
  return currentPrice === null ? {} : { hint: `Now at ${formatPrice(currentPrice)}` };
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
