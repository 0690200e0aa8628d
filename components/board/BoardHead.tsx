import { pairTitle } from "@/lib/client/pair_titles.ts";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { ChooseToggle } from "@/components/kit/ChooseToggle.tsx";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { alarmCount } from "@/lib/client/model.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { boardWords } from "./texts.ts";

interface BoardHeadProps {
  pairs: readonly PairView[];
  /** The tools that choose and sort the rows are in view; on a phone they are folded at first. */
  isChoosing: boolean;
  /** The rows are not all there, or in another order than people set. */
  isChosen: boolean;
  onChoose: () => void;
  onTest: () => void;
  children: ComponentChildren;
}

/** Title of the board, how much is watched, and what is done for the whole board. */
export function BoardHead(props: BoardHeadProps) {
  const { pairs, isChoosing, isChosen, onChoose, onTest, children } = props;
  const alarms = pairs.reduce((sum, pair) => sum + alarmCount(pair), 0);
  const [isAdding, setAdding] = useState(false);
  useLayoutEffect(() => {
    if (isAdding) document.querySelector<HTMLElement>(".add-pair .input")?.focus();
  }, [isAdding]);
  const looks = [
    ...["page-head", isAdding || pairs.length === 0 ? "page-head-adding" : ""],
    ...[isChoosing ? "page-head-choosing" : ""],
  ];
  return (
    <div class={looks.filter(Boolean).join(" ")}>
      <div class="board-title">
        <h1 tabIndex={-1}>{boardWords.title}</h1>
        {pairs.length > 0 && (
          <p class="board-count">
            {boardWords.pairCount(pairs.length)} · {boardWords.alarmCount(alarms)}
          </p>
        )}
      </div>
      {pairs.length > 0 && (
        <>
          <IconButton needs="changeAlarms" icon="sound" text={boardWords.test} onClick={onTest} />
          {pairs.length > 1 && <ChooseToggle {...{ isChoosing, isChosen, onChoose }} />}
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
      data-needs="changeAlarms"
      aria-label={boardWords.addPair}
      data-key="n"
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <Icon name={isOpen ? "close" : "plus"} />
      {boardWords.pair}
    </button>
  );
}

const EXAMPLES = ["BTCUSDT", "ETHUSDT", "ETHBTC", "SOLUSDT"] as const;

/** What to do when nothing is watched yet. */
export function EmptyState({ onAdd }: { onAdd: (symbol: string) => void }) {
  return (
    <section class="empty">
      <svg class="empty-art" viewBox="0 0 200 80" aria-hidden="true">
        <path class="empty-grid" d="M0 20H200M0 40H200M0 60H200" />
        <path class="empty-line" d="M0 62L24 52L44 58L70 36L92 44L120 22L144 30L166 14" />
        <circle cx="166" cy="14" r="5" />
      </svg>
      <h2>{boardWords.nothing}</h2>
      <p>{boardWords.nothingDetail}</p>
      <div class="empty-examples">
        {EXAMPLES.map((symbol) => (
          <button
            key={symbol}
            type="button"
            class="button"
            onClick={() => onAdd(symbol)}
          >
            <Icon name="plus" />
            {pairTitle(symbol)}
          </button>
        ))}
      </div>
    </section>
  );
}
