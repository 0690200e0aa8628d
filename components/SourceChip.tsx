import type { SourceStatus } from "@/lib/live/protocol.ts";
import { SOURCE_TITLES } from "@/lib/live/source_names.ts";
import { budgetWords } from "@/lib/live/budget_words.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Age } from "./Age.tsx";

/** How one price source is doing, in a few words. */
export function SourceChip({ source, viewer }: { source: SourceStatus; viewer: Viewer }) {
  const { name, reachable, lastSuccessAt, budget } = source;
  const title = budget === null ? undefined : `${SOURCE_TITLES[name]}: ${budgetWords(budget)} used`;
  return (
    <span class={`chip ${reachable ? "chip-good" : "chip-bad"}`} title={title}>
      <span class="chip-dot" />
      {SOURCE_TITLES[name]} {reachable ? "answered" : "is silent, last answer"}
      {lastSuccessAt !== null && (
        <>
          {" "}
          <Age at={lastSuccessAt} viewer={viewer} />
        </>
      )}
      {budget !== null && <span class="chip-budget">{budgetWords(budget)}</span>}
    </span>
  );
}
