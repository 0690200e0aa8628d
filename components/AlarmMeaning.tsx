import type { AlarmDraft } from "@/lib/live/alarm_draft.ts";
import { conditionPreview } from "@/lib/live/alarm_preview.ts";
import { type Problems, readCondition } from "@/lib/live/read_draft.ts";
import type { Pair } from "@/lib/store/state.ts";
import { Icon } from "./Icon.tsx";

interface AlarmMeaningProps {
  draft: AlarmDraft;
  pair: Pair;
  /** What is shown beside the fields already. */
  problems: Problems;
}

/** What the form was understood as, or why it cannot be, while it is filled in. */
export function AlarmMeaning({ draft, pair, problems }: AlarmMeaningProps) {
  return (
    <p class="meaning" aria-live="polite">
      <Meaning {...{ draft, pair, problems }} />
    </p>
  );
}

function Meaning({ draft, pair, problems }: AlarmMeaningProps) {
  const read = readCondition(draft, pair.currentPrice);
  if (!read.ok) return <Missing message={newMessage(draft, read.problems, problems)} />;
  const { condition, distance, warnings } = conditionPreview(read.condition, pair);
  return (
    <>
      Rings when <strong>{condition}</strong>
      {distance === null ? "." : `: ${distance}.`}
      {warnings.map((warning) => (
        <span class="meaning-warning" key={warning}>
          <Icon name="info" />
          {warning}
        </span>
      ))}
    </>
  );
}

function Missing({ message }: { message: string | null }) {
  if (message === null) return <span>What it waits for shows here.</span>;
  return (
    <span class="meaning-warning">
      <Icon name="warning" />
      {message}
    </span>
  );
}

/** Nothing about a field that is still empty, or about what is said beside it. */
function newMessage(draft: AlarmDraft, found: Problems, shown: Problems): string | null {
  const fields: Readonly<Record<string, unknown>> = { ...draft };
  const field = Object.keys(found).find((name) =>
    fields[name] !== "" && shown[name] !== found[name]
  );
  return field === undefined ? null : found[field] ?? null;
}
