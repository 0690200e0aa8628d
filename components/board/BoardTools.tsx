import { Select } from "@/components/kit/Fields.tsx";
import { Icon } from "@/components/kit/Icon.tsx";
import type { BoardView, Selection, Sort } from "@/lib/client/board/view.ts";

interface BoardToolsProps {
  view: BoardView;
  /** A field to find a pair is worth its place. */
  canFind: boolean;
  onChange: (changes: Partial<BoardView>) => void;
  /** Opens what makes the first watchlist; null where there are some, which have tabs. */
  onLists: (() => void) | null;
}

const SELECTIONS: readonly (readonly [Selection, string])[] = [
  ["all", "All pairs"],
  ["alarms", "With alarms"],
  ["ringing", "Ringing"],
  ["trouble", "In trouble"],
];

const SORTS: readonly (readonly [Sort, string])[] = [
  ["order", "Custom order"],
  ["name", "Name"],
  ["hour", "Change in 1 h"],
  ["day", "Change in 24 h"],
  ["nearest", "Nearest alarm"],
];

/** Which pairs are shown, in which order and how densely; remembered in this browser. */
export function BoardTools({ view, canFind, onChange, onLists }: BoardToolsProps) {
  return (
    <search class="board-tools">
      {canFind && (
        <input
          class="input board-find"
          type="search"
          aria-label="Find a pair"
          data-key="f"
          placeholder="Find a pair"
          autocomplete="off"
          spellcheck={false}
          value={view.text}
          onInput={(event) => onChange({ text: event.currentTarget.value })}
        />
      )}
      <Select
        label="Which pairs"
        class="board-choose"
        options={SELECTIONS}
        value={view.selection}
        onChange={(selection) => onChange({ selection })}
      />
      <Select
        label="Order of the pairs"
        class="board-choose"
        options={SORTS}
        value={view.sort}
        onChange={(sort) => onChange({ sort, isReversed: false })}
      />
      <Toggle
        icon="reverse"
        text="Reverse the order"
        isOn={view.isReversed}
        onClick={() => onChange({ isReversed: !view.isReversed })}
      />
      <Toggle
        icon="grid"
        text="Compact"
        shortcut="c"
        isOn={view.isCompact}
        onClick={() => onChange({ isCompact: !view.isCompact })}
      />
      {onLists !== null && (
        <button
          type="button"
          class="button button-toggle"
          data-needs="changeAlarms"
          title="Make a watchlist"
          aria-label="Make a watchlist"
          onClick={onLists}
        >
          <Icon name="rows" />
        </button>
      )}
      <a
        class="button button-toggle"
        href="/charts"
        aria-current="false"
        title="Charts side by side"
        aria-label="Charts side by side"
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
