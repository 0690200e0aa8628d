import { slowedWords } from "@/lib/live/budget_words.ts";
import type { SourceStatus } from "@/lib/live/protocol.ts";
import { SOURCE_TITLES } from "@/lib/live/source_names.ts";

/** That a source is asked less often than at every check, and why; nothing while it is not. */
export function SlowedNote({ source: { name, budget } }: { source: SourceStatus }) {
  const words = budget === null ? null : slowedWords(budget);
  return words && <p class="status-note">{SOURCE_TITLES[name]} is {words}</p>;
}
