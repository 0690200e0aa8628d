import { viewer } from "@/lib/client/viewer.ts";
import { useMemo, useRef, useState } from "preact/hooks";
import type { PairActions } from "@/components/alarm/actions.ts";
import type { Watchlist } from "@/lib/alarms/pair.ts";
import { arrangePairs, type BoardState, shownList } from "@/lib/client/board/arrange.ts";
import { type BoardView, FIRST_VIEW } from "@/lib/client/board/view.ts";
import { listsOf, type Model } from "@/lib/client/model.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { BoardColumns, BoardTools } from "./BoardTools.tsx";
import { ListTabs } from "./ListTabs.tsx";
import { PairList } from "./PairList.tsx";
import { boardWords } from "./texts.ts";

/** Up to this many pairs all alarms are in view at once; with more, rows are opened one by one. */
const OPEN_UP_TO = 8;

/** From this many pairs on there is a field to find one. */
const FIND_FROM = 8;

interface BoardPairsProps {
  model: Model;
  view: BoardView;
  /** The alarms of a few pairs are in view without a press. */
  opensRows: boolean;
  actions: PairActions;
  onView: (changes: Partial<BoardView>) => void;
  onLists: () => void;
  onReorder: (symbols: readonly string[]) => Promise<unknown>;
}

/** The pairs of the board, and how they are looked at. */
export function BoardPairs(props: BoardPairsProps) {
  const { model, view, opensRows, actions, onView, onLists, onReorder } = props;
  const { pairs, ringing: fires, status } = model;
  const { stale } = status;
  const ringing = useMemo(() => new Set(fires.map((fire) => fire.pair)), [fires]);
  const { isOpen, toggle } = useOpenRows(
    opensRows && pairs.length <= OPEN_UP_TO && !view.isCompact,
  );
  const lists = listsOf(model);
  const list = shownList(view, lists);
  const arranged = useArranged(pairs, view, { ringing, stale, list, now: viewer.calmNow.value });
  return (
    <>
      <ListTabs {...{ lists, list, onLists }} count={pairs.length} onView={onView} />
      {pairs.length > 1 && (
        <BoardTools
          view={view}
          canFind={pairs.length >= FIND_FROM || view.text !== ""}
          onChange={onView}
          onLists={lists.length === 0 ? onLists : null}
        />
      )}
      {view.isCompact
        ? <p class="compact-key">{boardWords.compactKey}</p>
        : <BoardColumns view={view} onChange={onView} />}
      <PairList
        {...{ pairs, arranged, view, status, ringing, actions, isOpen, onReorder }}
        all={list?.pairs}
        onToggle={toggle}
      />
      {arranged.length === 0 && <NoneShown {...{ view, list, onView }} />}
    </>
  );
}

/** Which rows are open: what a person did to a row stays, the others are as `isOpenAtFirst` says. */
function useOpenRows(isOpenAtFirst: boolean) {
  const [chosen, choose] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isOpen = (symbol: string) => chosen.get(symbol) ?? isOpenAtFirst;
  const toggle = useMemo(() => (symbol: string) => {
    choose((before) => new Map(before).set(symbol, !(before.get(symbol) ?? isOpenAtFirst)));
  }, [isOpenAtFirst]);
  return { isOpen, toggle };
}

/** Says why nothing is shown, and leads back to everything. */
function NoneShown(
  { view, list, onView }: Pick<BoardPairsProps, "view" | "onView"> & { list: Watchlist | null },
) {
  const { text, selection } = view;
  const ofAll = boardWords.none[selection];
  const none = list === null ? ofAll : boardWords.noneOf(ofAll, list.name);
  const { text: noText, selection: every, list: noList } = FIRST_VIEW;
  return (
    <div class="pairs-none">
      <p>{text === "" ? `${none}.` : boardWords.noneMatches(none, text)}</p>
      {list?.pairs.length === 0 && <p>{boardWords.emptyList}</p>}
      <button
        type="button"
        class="button"
        onClick={() => onView({ text: noText, selection: every, list: noList })}
      >
        {boardWords.showAll}
      </button>
    </div>
  );
}

/**
 * The symbols of the pairs that a view shows, in its order. Prices alone do not move a row: the
 * order follows them when `state.now` moves, so that rows do not run away from a hand.
 */
function useArranged(
  pairs: readonly PairView[],
  view: BoardView,
  { ringing, stale, now, list = null }: BoardState,
): readonly string[] {
  const known = useRef(pairs);
  if (!isSameButPrices(known.current, pairs)) known.current = pairs;
  return useMemo(
    () => arrangePairs(pairs, view, { ringing, stale, now, list }).map(({ symbol }) => symbol),
    [known.current, view, [...ringing].join(), stale, now, list],
  );
}

function isSameButPrices(before: readonly PairView[], after: readonly PairView[]): boolean {
  return before.length === after.length && after.every((pair, place) => {
    const other = before[place];
    return pair.symbol === other?.symbol && pair.alarms === other.alarms &&
      pair.trouble === other.trouble;
  });
}
