import { SOURCE_TITLES } from "@/lib/live/source_names.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Age } from "./Age.tsx";
import { Icon } from "./Icon.tsx";

interface PairNotesProps {
  pair: PairView;
  staleReason: string | null;
  viewer: Viewer;
}

/**
 * The one line under a pair's name: what is wrong with its price, or else from where it is and how
 * old. All rows are of one height, so a note must fit into this line; the open row has more room.
 */
export function PairNotes({ pair, staleReason, viewer }: PairNotesProps) {
  const { source, lastUpdate } = pair;
  return (
    <p class={staleReason === null ? "pair-notes" : "pair-notes pair-notes-bad"}>
      {staleReason !== null && (
        <span class="pair-note" title={staleReason}>
          <Icon name="warning" />
          Not live
        </span>
      )}
      <span>{SOURCE_TITLES[source]}</span>
      {lastUpdate !== null && <Age at={lastUpdate} viewer={viewer} />}
    </p>
  );
}
