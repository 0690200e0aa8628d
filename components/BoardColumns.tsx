import type { BoardView, Sort } from "@/lib/live/board/board_view.ts";
import { Icon } from "./Icon.tsx";

interface BoardColumnsProps {
  view: BoardView;
  onChange: (changes: Partial<BoardView>) => void;
}

/** What the columns show; those that rows can be put in order by are buttons. */
export function BoardColumns({ view, onChange }: BoardColumnsProps) {
  const sortBy = (sort: Sort) =>
    onChange({ sort, isReversed: view.sort === sort && !view.isReversed });
  const head = (sort: Sort, title: string, place: string) => (
    <Column
      {...{ sort, title, place, view }}
      onClick={() => sortBy(sort)}
    />
  );
  return (
    <div class="pair-row board-columns">
      <span class="pair-handle" />
      {head("name", "Pair", "pair-name")}
      <span class="pair-price">Price</span>
      <span class="spark">Lately</span>
      {head("hour", "1 h", "pair-change")}
      {head("day", "24 h", "pair-change")}
      <span class="pair-change">Since added</span>
      {head("nearest", "Nearest alarm", "column-nearest")}
    </div>
  );
}

interface ColumnProps {
  sort: Sort;
  title: string;
  place: string;
  view: BoardView;
  onClick: () => void;
}

function Column({ sort, title, place, view, onClick }: ColumnProps) {
  const isChosen = view.sort === sort;
  return (
    <span class={place}>
      <button
        type="button"
        class="column-sort"
        aria-pressed={isChosen}
        title={`Put in order by ${title.toLowerCase()}`}
        onClick={onClick}
      >
        {title}
        {isChosen && <Icon name={view.isReversed ? "up" : "down"} />}
      </button>
    </span>
  );
}
