import { viewer } from "@/lib/client/viewer.ts";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PairActions } from "@/components/alarm/actions.ts";
import type { Watchlist } from "@/lib/alarms/pair.ts";
import {
  arrangePairs,
  type BoardState,
  firstRowCount,
  shownList,
} from "@/lib/client/board/arrange.ts";
import { type BoardView, FIRST_VIEW, isByPrice } from "@/lib/client/board/view.ts";
import { listsOf, type Model } from "@/lib/client/model.ts";
import type { PairView, Status } from "@/lib/protocol/frames.ts";
import { BoardColumns, BoardTools } from "./BoardTools.tsx";
import { ListTabs } from "./ListTabs.tsx";
import { boardWords } from "./texts.ts";
import { type RowWindow, useRowWindow } from "./use_row_window.ts";
import { usePrices } from "@/lib/client/watching.ts";
import { PairCard, type PairCardProps } from "./PairCard.tsx";
import { HANDLE_HELP_ID, type Reorder, useReorder } from "./reorder.tsx";

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

interface PairListProps extends Pick<PairCardProps, "actions" | "onToggle"> {
  pairs: readonly PairView[];
  /** What is put in another order: a watchlist's pairs; left out for all. */
  all?: readonly string[] | undefined;
  arranged: readonly string[];
  view: BoardView;
  status: Pick<Status, "stale" | "noData" | "doubts" | "backfills">;
  ringing: ReadonlySet<string>;
  isOpen: (symbol: string) => boolean;
  onReorder: (symbols: readonly string[]) => Promise<unknown>;
}

/** The rows of the board; of a long one only those on the screen are rendered. */
function PairList(props: PairListProps) {
  const { pairs, arranged, view, isOpen, onReorder } = props;
  const list = useRef<HTMLDivElement>(null);
  const columns = () => list.current === null ? 1 : columnsOf(list.current);
  const all = props.all ?? pairs.map(({ symbol }) => symbol);
  const reorder = useReorder({ shown: arranged, all, columns, onReorder });
  const rows = reorder.order ?? arranged;
  useKeptFocus(rows);
  const shape = `${rows.filter(isOpen).join()} ${view.isCompact} ${reorder.carried === null}`;
  const { window, seen } = useRowWindow(list, { rows, first: firstRowCount(view), shape });
  const { from, to } = seen ?? window;
  // An order that follows prices needs those of rows that are not seen.
  usePrices(rows.slice(from, to), { hasOthers: isByPrice(view) });
  return (
    <>
      <p id={HANDLE_HELP_ID} hidden>{boardWords.moveHelp}</p>
      <div class="pairs" ref={list}>
        <Space height={window.above} />
        <Rows {...props} {...{ rows, window, reorder }} />
        <Space height={window.below} />
      </div>
      <p class="visually-hidden" role="status" aria-live="assertive">{reorder.said}</p>
    </>
  );
}

function columnsOf(list: HTMLElement): number {
  return getComputedStyle(list).gridTemplateColumns.split(" ").length;
}

interface RowsProps extends PairListProps {
  rows: readonly string[];
  window: RowWindow;
  reorder: Reorder;
}

function Rows({ rows, window: { from, to }, reorder, ...props }: RowsProps) {
  const { pairs, view, status, ringing, isOpen, actions, onToggle } = props;
  const bySymbol = new Map(pairs.map((pair) => [pair.symbol, pair]));
  const { carried } = reorder;
  const handle = view.sort === "order" && !view.isReversed ? reorder.handle : null;
  return (
    <>
      {rows.slice(from, to).map((symbol) => {
        const pair = bySymbol.get(symbol);
        return pair && (
          <Row
            key={symbol}
            {...{ pair, handle, actions, onToggle }}
            staleReason={status.stale[symbol] ?? null}
            noDataSince={status.noData[symbol] ?? null}
            doubts={status.doubts[symbol] ?? null}
            backfill={status.backfills?.[symbol] ?? null}
            isRinging={ringing.has(symbol)}
            isCompact={view.isCompact}
            // Rows of one height change places without running from the pointer.
            isOpen={carried === null && isOpen(symbol)}
            isCarried={carried === symbol}
          />
        );
      })}
    </>
  );
}

/** A row that has not changed costs nothing, however often the others do. */
function Row(props: Required<PairCardProps>) {
  return useMemo(() => <PairCard {...props} />, Object.values(props));
}

/** Stands for the rows that are not rendered. */
function Space({ height }: { height: number }) {
  return height === 0 ? null : <div class="pairs-space" style={{ height: `${height}px` }} />;
}

/** Gives the focus back to the element that loses it because it is moved within the document. */
function useKeptFocus(order: unknown): void {
  const focused = globalThis.document?.activeElement;
  useLayoutEffect(() => {
    const isLost = document.activeElement === document.body && focused?.isConnected;
    if (isLost && focused instanceof HTMLElement) focused.focus();
  }, [order]);
}
