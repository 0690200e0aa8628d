import type { SourceStatus } from "@/lib/live/protocol.ts";
import { SOURCE_TITLES } from "@/lib/live/source_names.ts";
import { budgetWords } from "@/lib/live/budget_words.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Age } from "./Age.tsx";

interface SourceChipProps {
  source: SourceStatus;
  viewer: Viewer;
}

/** How one price source is doing, in a few words. */
export function SourceChip({ source, viewer }: SourceChipProps) {
  const { name, reachable, budget } = source;
  return (
    <span class={`chip ${reachable ? "chip-good" : "chip-bad"}`} title={titleOf(source)}>
      <span class="chip-dot" />
      {SOURCE_TITLES[name]} <Doing source={source} viewer={viewer} />
      {budget !== null && <span class="chip-budget">{budgetWords(budget)}</span>}
    </span>
  );
}

function Doing({ source, viewer }: SourceChipProps) {
  const { reachable, lastSuccessAt, stream } = source;
  if (reachable && stream && stream.pairs > 0) return <>streams</>;
  return (
    <>
      {reachable ? "answered" : "is silent, last answer"}
      {lastSuccessAt !== null && (
        <>
          {" "}
          <Age at={lastSuccessAt} viewer={viewer} />
        </>
      )}
    </>
  );
}

function titleOf({ name, budget, stream }: SourceStatus): string | undefined {
  const used = budget === null ? [] : [`${SOURCE_TITLES[name]}: ${budgetWords(budget)} used`];
  const down = stream?.problem ? [`${stream.problem}; prices are polled until it is back`] : [];
  const sentences = [...used, ...down];
  return sentences.length === 0 ? undefined : sentences.join(". ");
}
