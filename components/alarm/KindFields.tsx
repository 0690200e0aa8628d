import type { ComponentType } from "preact";
import { Choice, TextField } from "@/components/kit/Fields.tsx";
import type { Kind } from "@/lib/alarms/alarm.ts";
import { lineWords } from "@/lib/alarms/kinds/line.ts";
import { percentChangeFormWords } from "@/lib/alarms/kinds/percentChange/typed.ts";
import { targetFormWords } from "@/lib/alarms/kinds/target/typed.ts";
import { timeframeFormWords as words } from "@/lib/alarms/kinds/timeframe/typed.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import type { AlarmDraft, Problems } from "@/lib/client/alarms/draft.ts";
import { formatPrice } from "@/lib/market/format_price.ts";

/** What each part of an alarm's form is given. */
export interface AlarmFieldsProps {
  draft: AlarmDraft;
  problems: Problems;
  pair: Pair;
  onChange: (change: Partial<AlarmDraft>) => void;
}

/** The percentage of a move, in the forms of several kinds. */
function PercentField({ draft, problems, onChange }: AlarmFieldsProps) {
  return (
    <TextField
      label={lineWords.leastPercent}
      value={draft.percentage}
      problem={problems["percentage"]}
      isNumber
      isFirst
      onChange={(percentage) => onChange({ percentage })}
    />
  );
}

const CROSSINGS = ["any", "fromBelow", "fromAbove"] as const;

/** A price to wait for. */
function TargetFields({ draft, problems, pair, onChange }: AlarmFieldsProps) {
  return (
    <>
      <TextField
        label={targetFormWords.priceIn(pair.quote)}
        {...nowHint(pair)}
        value={draft.targetPrice}
        problem={problems["targetPrice"]}
        isNumber
        isFirst
        onChange={(targetPrice) => onChange({ targetPrice })}
      />
      <Choice
        label={targetFormWords.ringsWhen}
        options={CROSSINGS.map((each) => [each, targetFormWords.crossings[each]] as const)}
        value={draft.crossing}
        onChange={(crossing) => onChange({ crossing })}
      />
    </>
  );
}

function nowHint({ currentPrice }: Pair): { hint?: string } {
  return currentPrice === null ? {} : { hint: targetFormWords.now(formatPrice(currentPrice)) };
}

const EXTREMES = ["downFromMax", "upFromMin"] as const;

/** A move away from the highest or lowest price. */
function PercentChangeFields(props: AlarmFieldsProps) {
  return (
    <>
      <PercentField {...props} />
      <Choice
        label={percentChangeFormWords.from}
        options={EXTREMES.map((each) => [each, percentChangeFormWords.extremes[each]] as const)}
        value={props.draft.changeType}
        onChange={(changeType) => props.onChange({ changeType })}
      />
    </>
  );
}

const MOVES = ["any", "up", "down"] as const;
const UNITS = ["minutes", "hours", "days", "sinceStart"] as const;

/** A move within a time, or since now. */
function TimeframeFields(props: AlarmFieldsProps) {
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

/** The fields in which each kind's condition is filled in. */
export const KIND_FIELDS: Readonly<Record<Kind, ComponentType<AlarmFieldsProps>>> = {
  target: TargetFields,
  percentChange: PercentChangeFields,
  timeframe: TimeframeFields,
};
