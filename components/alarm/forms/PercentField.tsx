import { TextField } from "@/components/kit/Fields.tsx";
import { lineWords } from "@/lib/alarms/kinds/line.ts";
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
      label={lineWords.leastPercent}
      value={draft.percentage}
      problem={problems["percentage"]}
      isNumber
      isFirst
      onChange={(percentage) => onChange({ percentage })}
    />
  );
}
