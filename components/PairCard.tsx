import { pairProblem } from "@/lib/live/board/pair_problem.ts";
import type { BackFillProgress, Doubts, PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { PairActions } from "./actions.ts";
import { PairPanel } from "./PairPanel.tsx";
import { PairRow } from "./PairRow.tsx";
import type { RowHandle } from "./PairHandle.tsx";

export interface PairCardProps {
  pair: PairView;
  /** Why the price is not live; null while it is. */
  staleReason: string | null;
  /** Moment of its last price, where there has been none for too long. */
  noDataSince?: string | null;
  /** Its prices that jumped, if any did. */
  doubts?: Doubts | null;
  /** How far its history is loaded; null once it is. */
  backfill?: BackFillProgress | null;
  isRinging?: boolean;
  /** The row is one short line. */
  isCompact?: boolean;
  /** Its alarms are shown below the row. */
  isOpen: boolean;
  /** Moves the row to another place; null while the rows stand in an order that nobody set. */
  handle: RowHandle | null;
  isCarried?: boolean;
  viewer: Viewer;
  actions: PairActions;
  onToggle: (symbol: string) => void;
}

/** One watched pair: its row, and below it, when it is open, its alarms. */
export function PairCard(props: PairCardProps) {
  const { pair, staleReason, noDataSince, isRinging = false, isOpen, isCarried = false } = props;
  const { symbol } = pair;
  const problem = pairProblem(pair, staleReason, noDataSince);
  const looks = [
    ...["pair", problem === null ? "" : "pair-stale", isRinging ? "pair-ringing" : ""],
    ...[isOpen ? "pair-open" : "", isCarried ? "pair-carried" : ""],
  ];
  return (
    <article
      class={looks.filter(Boolean).join(" ")}
      aria-labelledby={`pair-${symbol}`}
      data-pair={symbol}
    >
      <PairRow {...props} {...{ problem, isRinging, isCarried }} />
      {isOpen && <PairPanel {...props} problem={problem} />}
    </article>
  );
}
