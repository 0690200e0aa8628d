import type { ComponentChildren } from "preact";
import { coinWords } from "@/lib/live/coin_words.ts";
import type { PairProblem } from "@/lib/live/board/pair_problem.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import { PairProblemNote } from "./PairProblemNote.tsx";

interface PairNameProps {
  pair: PairView;
  /** What is wrong, where there is no line of notes to say it. */
  problem?: PairProblem | null;
  /** The line below the name. */
  children?: ComponentChildren;
}

/** The pair's name, which leads to its chart. */
export function PairName({ pair, problem = null, children }: PairNameProps) {
  const { symbol, base, quote } = pair;
  return (
    <div class="pair-name">
      <h2 id={`pair-${symbol}`}>
        <a
          href={`/pairs/${encodeURIComponent(symbol)}`}
          aria-current="false"
          title={coinWords(pair)}
        >
          {base}
          <span class="pair-quote">/{quote}</span>
        </a>
      </h2>
      {problem !== null && <PairProblemNote problem={problem} />}
      {children}
    </div>
  );
}
