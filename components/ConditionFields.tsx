import { formatPrice } from "@/lib/market/format_price.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { AlarmFieldsProps } from "./AlarmForm.tsx";
import { Choice } from "./Choice.tsx";
import { TextField } from "./TextField.tsx";

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
export function ConditionFields(props: AlarmFieldsProps) {
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
