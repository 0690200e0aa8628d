import type { PairProblem } from "@/lib/live/board/pair_problem.ts";
import { Icon } from "./Icon.tsx";

/** What is wrong with a pair in a word or two; the sentence is its tooltip. */
export function PairProblemNote({ problem: { title, reason } }: { problem: PairProblem }) {
  return (
    <span class="pair-note" title={reason}>
      <Icon name="warning" />
      <span class="pair-note-text">{title}</span>
    </span>
  );
}
