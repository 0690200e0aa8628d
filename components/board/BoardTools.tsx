import { Select } from "@/components/kit/Fields.tsx";
import { Icon } from "@/components/kit/Icon.tsx";
import {
  type BoardView,
  type Selection,
  SELECTIONS,
  type Sort,
  SORTS,
} from "@/lib/client/board/view.ts";
import { boardWords } from "./texts.ts";

interface BoardToolsProps {
  view: BoardView;
  /** A field to find a pair is worth its place. */
  canFind: boolean;
  onChange: (changes: Partial<BoardView>) => void;
  /** Opens what makes the first watchlist; null where there are some, which have tabs. */
  onLists: (() => void) | null;
}

function options<T extends Selection | Sort>(
  keys: readonly T[],
  names: Readonly<Record<T, string>>,
) {
  return keys.map((key) => [key, names[key]] as const);
}

/** Which pairs are shown, in which order and how densely; remembered in this browser. */
export function BoardTools({ view, canFind, onChange, onLists }: BoardToolsProps) {
  return (
    <search class="board-tools">
      {canFind && (
        <input
          class="input board-find"
          type="search"
          aria-label={boardWords.find}
          data-key="f"
          placeholder={boardWords.find}
          autocomplete="off"
          spellcheck={false}
          value={view.text}
          onInput={(event) => onChange({ text: event.currentTarget.value })}
        />
      )}
      <Select
        label={boardWords.which}
        class="board-choose"
        options={options(SELECTIONS, boardWords.selections)}
        value={view.selection}
        onChange={(selection) => onChange({ selection })}
      />
      <Select
        label={boardWords.order}
        class="board-choose"
        options={options(SORTS, boardWords.sorts)}
        value={view.sort}
        onChange={(sort) => onChange({ sort, isReversed: false })}
      />
      <Toggle
        icon="reverse"
        text={boardWords.reverse}
        isOn={view.isReversed}
        onClick={() => onChange({ isReversed: !view.isReversed })}
      />
      <Toggle
        icon="grid"
        text={boardWords.compact}
        shortcut="c"
        isOn={view.isCompact}
        onClick={() => onChange({ isCompact: !view.isCompact })}
      />
      {onLists !== null && (
        <button
          type="button"
          class="button button-toggle"
          data-needs="changeAlarms"
          title={boardWords.makeList}
          aria-label={boardWords.makeList}
          onClick={onLists}
        >
          <Icon name="rows" />
        </button>
      )}
      <a
        class="button button-toggle"
        href="/charts"
        aria-current="false"
        title={boardWords.charts}
        aria-label={boardWords.charts}
      >
        <Icon name="chart" />
      </a>
    </search>
  );
}

interface ToggleProps {
  icon: "reverse" | "grid";
  text: string;
  isOn: boolean;
  shortcut?: string;
  onClick: () => void;
}

function Toggle({ icon, text, isOn, shortcut, onClick }: ToggleProps) {
  return (
    <button
      type="button"
      class="button button-toggle"
      title={text}
      aria-label={text}
      aria-pressed={isOn}
      data-key={shortcut}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** What the columns show; those that rows can be put in order by are buttons. */
export function BoardColumns(
  { view, onChange }: { view: BoardView; onChange: (changes: Partial<BoardView>) => void },
) {
  const sortBy = (sort: Sort) =>
    onChange({ sort, isReversed: view.sort === sort && !view.isReversed });
  const head = (sort: Sort, title: string, place: string) => (
    <Column
      {...{ sort, title, place, view }}
      onClick={() => sortBy(sort)}
    />
  );
  const { pair, price, lately, sinceAdded, nearest } = boardWords.columns;
  return (
    <div class="pair-row board-columns">
      <span class="pair-handle" />
      {head("name", pair, "pair-name")}
      <span class="pair-price">{price}</span>
      <span class="spark">{lately}</span>
      {head("hour", "1 h", "pair-change")}
      {head("day", "24 h", "pair-change")}
      <span class="pair-change">{sinceAdded}</span>
      {head("nearest", nearest, "column-nearest")}
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
        title={boardWords.orderBy(title)}
        onClick={onClick}
      >
        {title}
        {isChosen && <Icon name={view.isReversed ? "up" : "down"} />}
      </button>
    </span>
  );
}
