import { TextField } from "@/components/kit/Fields.tsx";
import { kindWords } from "@/lib/alarms/kinds/texts.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import type { AlarmDraft, Problems } from "@/lib/client/alarms/draft.ts";

/** What each part of an alarm's form is given. */
export interface AlarmFieldsProps {
  draft: AlarmDraft;
  problems: Problems;
  pair: Pair;
  onChange: (change: Partial<AlarmDraft>) => void;
}

/** The percentage of a move, in the forms of several kinds. */
export function PercentField({ draft, problems, onChange }: AlarmFieldsProps) {
  return (
    <TextField
      label={kindWords.percent}
      value={draft.percentage}
      problem={problems["percentage"]}
      isNumber
      isFirst
      onChange={(percentage) => onChange({ percentage })}
    />
  );
}
