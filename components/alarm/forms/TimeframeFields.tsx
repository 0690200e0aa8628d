import { Choice, TextField } from "@/components/kit/Fields.tsx";
import { timeframeFormWords as words } from "@/lib/alarms/kinds/timeframe/typed.ts";
import { type AlarmFieldsProps, PercentField } from "./PercentField.tsx";

const MOVES = ["any", "up", "down"] as const;
const UNITS = ["minutes", "hours", "days", "sinceStart"] as const;

/** A move within a time, or since now. */
export function TimeframeFields(props: AlarmFieldsProps) {
  const { draft, problems, onChange } = props;
  return (
    <>
      <PercentField {...props} />
      <Choice
        label={words.move}
        options={MOVES.map((move) => [move, words.ways[move]] as const)}
        value={draft.move}
        onChange={(move) => onChange({ move })}
      />
      <Choice
        label={words.within}
        options={UNITS.map((unit) => [unit, words.units[unit]] as const)}
        value={draft.timeUnit}
        onChange={(timeUnit) => onChange({ timeUnit })}
      />
      {draft.timeUnit === "sinceStart" ? <p class="field-hint">{words.sinceHint}</p> : (
        <TextField
          label={words.howMany[draft.timeUnit]}
          value={draft.timeValue}
          problem={problems["timeValue"]}
          isNumber
          onChange={(timeValue) => onChange({ timeValue })}
        />
      )}
    </>
  );
}
