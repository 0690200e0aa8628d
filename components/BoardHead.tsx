import type { ComponentChildren } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import type { Pair } from "@/lib/store/state.ts";
import { Icon } from "./Icon.tsx";
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
  const [isAdding, setAdding] = useState(false);
  useLayoutEffect(() => {
    if (isAdding) document.querySelector<HTMLElement>(".add-pair .input")?.focus();
  }, [isAdding]);
  return (
    <div class={isAdding || pairs.length === 0 ? "page-head page-head-adding" : "page-head"}>
      <div class="board-title">
        <h1 tabIndex={-1}>Prices</h1>
        {pairs.length > 0 && (
          <p class="board-count">{count(pairs.length, "pair")} · {count(alarms, "alarm")}</p>
        )}
      </div>
      {pairs.length > 0 && (
        <>
          <IconButton icon="sound" text="Test alarm" onClick={onTest} />
          <AddPairToggle isOpen={isAdding} onToggle={() => setAdding(!isAdding)} />
        </>
      )}
      {children}
    </div>
  );
}

/** On a phone, where prices come first, the form is folded. */
function AddPairToggle({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      class="button add-pair-toggle"
      aria-label="Add a pair"
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <Icon name={isOpen ? "close" : "plus"} />
      Pair
    </button>
  );
}

function count(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : `${noun}s`}`;
}
