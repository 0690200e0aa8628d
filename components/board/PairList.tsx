import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { firstRowCount } from "@/lib/client/board/arrange.ts";
import type { RowWindow } from "@/lib/client/board/row_window.ts";
import { type BoardView, isByPrice } from "@/lib/client/board/view.ts";
import { usePrices } from "@/lib/client/watching.ts";
import type { PairView, Status } from "@/lib/protocol/frames.ts";
import { PairCard, type PairCardProps } from "./PairCard.tsx";
import { HANDLE_HELP_ID, type Reorder, useReorder } from "./reorder.tsx";
import { useRowWindow } from "./use_row_window.ts";
import { boardWords } from "./texts.ts";

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
export function PairList(props: PairListProps) {
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
