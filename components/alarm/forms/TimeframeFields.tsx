import { Choice, TextField } from "@/components/kit/Fields.tsx";
import { type AlarmFieldsProps, PercentField } from "./PercentField.tsx";

const MOVES = [["any", "Up or down"], ["up", "Up ↑"], ["down", "Down ↓"]] as const;
const UNITS = [
  ["minutes", "Minutes"],
  ["hours", "Hours"],
  ["days", "Days"],
  ["sinceStart", "Since now"],
] as const;

/** A move within a time, or since now. */
export function TimeframeFields(props: AlarmFieldsProps) {
  const { draft, problems, onChange } = props;
  return (
    <>
      <PercentField {...props} />
      <Choice
        label="Move"
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
