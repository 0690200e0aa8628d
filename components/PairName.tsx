import type { PairProblem } from "@/lib/live/board/pair_problem.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { PairNotes } from "./PairNotes.tsx";

interface PairNameProps {
  pair: PairView;
  problem: PairProblem | null;
  viewer: Viewer;
}

/** The pair's name, which leads to its chart, and below it where its price is from. */
export function PairName({ pair, problem, viewer }: PairNameProps) {
  const { symbol, base, quote } = pair;
  return (
    <div class="pair-name">
      <h2 id={`pair-${symbol}`}>
        <a href={`/pairs/${symbol}`}>
          {base}
          <span class="pair-quote">/{quote}</span>
        </a>
      </h2>
      <PairNotes {...{ pair, problem, viewer }} />
    </div>
  );
}
