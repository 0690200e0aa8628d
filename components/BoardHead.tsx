import type { ComponentChildren } from "preact";
import type { Pair } from "@/lib/store/state.ts";
import { IconButton } from "./IconButton.tsx";

interface BoardHeadProps {
  pairs: readonly Pair[];
  onTest: () => void;
  /** The form that adds a pair. */
  children: ComponentChildren;
}

/** Title of the board, how much is watched, and what is done for the whole board. */
export function BoardHead({ pairs, onTest, children }: BoardHeadProps) {
  const alarms = pairs.reduce((sum, pair) => sum + pair.alarms.length, 0);
  return (
    <div class="page-head">
      <div class="board-title">
        <h1 tabIndex={-1}>Prices</h1>
        {pairs.length > 0 && (
          <p class="board-count">{count(pairs.length, "pair")} · {count(alarms, "alarm")}</p>
        )}
      </div>
      {pairs.length > 0 && <IconButton icon="sound" text="Test alarm" onClick={onTest} />}
      {children}
    </div>
  );
}

function count(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : `${noun}s`}`;
}
