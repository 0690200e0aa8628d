import { SOURCE_TITLES } from "@/lib/live/source_names.ts";
import type { PairProblem } from "@/lib/live/board/pair_problem.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Age } from "./Age.tsx";
import { PairProblemNote } from "./PairProblemNote.tsx";

interface PairNotesProps {
  pair: PairView;
  problem: PairProblem | null;
  viewer: Viewer;
}

/**
 * The one line under a pair's name: what is wrong with its price, or else from where it is and how
 * old. All rows are of one height, so a note must fit into this line; the open row has more room.
 */
export function PairNotes({ pair, problem, viewer }: PairNotesProps) {
  const { source, lastUpdate } = pair;
  return (
    <p class={problem === null ? "pair-notes" : "pair-notes pair-notes-bad"}>
      {problem !== null && <PairProblemNote problem={problem} />}
      <span>{SOURCE_TITLES[source]}</span>
      {lastUpdate !== null && <Age at={lastUpdate} viewer={viewer} />}
    </p>
  );
}
