import { useRef } from "preact/hooks";
import { type RowLayout, type RowWindow, useSeenRows } from "@/components/board/use_row_window.ts";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import type { AlarmGroup, AlarmItem } from "@/lib/client/alarms/arrange_alarms.ts";
import { usePrices } from "@/lib/client/watching.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { type PickActions, PickRow } from "./PickRow.tsx";
import { pickWords as words } from "./list_texts.tsx";
import { alarmWords } from "./texts.tsx";
import { Select } from "@/components/kit/Fields.tsx";
import { ALARM_GROUPS, ALARM_SORTS, type AlarmView } from "@/lib/client/alarms/alarm_view.ts";

/** So many rows are in the page before any script runs: more than a screen shows. */
const FIRST_ROWS = 40;

interface PickListProps {
  /** The lines in their order; those on the screen are rendered. */
  items: readonly AlarmItem[];
  /** Ids of all alarms that are found, also in folded groups. */
  ids: readonly string[];
  pairs: readonly PairView[];
  /** How many there are, also those that the page comes without; null while that is not known. */
  total: number | null;
  selected: ReadonlySet<string>;
  actions: PickActions;
  onSelect: (ids: readonly string[], isSelected: boolean) => void;
  onFold: (group: string) => void;
}

/** Alarms to select, one by one, by group or all that are found; of many, those that are seen are rendered. */
export function PickList({ items, ids, pairs, total, selected, actions, ...on }: PickListProps) {
  const { onSelect, onFold } = on;
  const list = useRef<HTMLUListElement>(null);
  const { window, seen } = useItemWindow(list, items);
  const bySymbol = new Map(pairs.map((pair) => [pair.symbol, pair]));
  // Orders and copies of alarms look at the prices of any other pair.
  const { from, to } = seen ?? window;
  usePrices(symbolsOf(items.slice(from, to)), { hasOthers: true });
  const select = useStable((id: string, isSelected: boolean) => onSelect([id], isSelected));
  return (
    <section class="picks" aria-label={alarmWords.title}>
      <SelectAll {...{ ids, total, selected, onSelect }} />
      <ul ref={list} style={roomFor(window)}>
        {items.slice(window.from, window.to).map((item, index) =>
          item.group === null
            ? (
              <PickRow
                {...{ key: item.key, name: item.key, actions, onSelect: select }}
                alarm={item.alarm}
                pair={bySymbol.get(item.pair.symbol) ?? item.pair}
                place={window.from + index + 1}
                of={items.length}
                isSelected={selected.has(item.alarm.id)}
              />
            )
            : (
              <GroupHead
                {...{ key: item.key, name: item.key, selected, onSelect, onFold }}
                group={item.group}
                isOpen={item.isOpen}
              />
            )
        )}
      </ul>
    </section>
  );
}

/** In place of the rows that are not rendered; none in the first HTML, where no style may stand. */
function roomFor({ above, below }: RowWindow) {
  if (above === 0 && below === 0) return undefined;
  return { paddingTop: `${above}px`, paddingBottom: `${below}px` };
}

/** The same function at each drawing, which does what the newest one does. */
function useStable<Args extends unknown[]>(act: (...args: Args) => void) {
  const newest = useRef(act);
  newest.current = act;
  return useRef((...args: Args) => newest.current(...args)).current;
}

function symbolsOf(items: readonly AlarmItem[]): string[] {
  return [...new Set(items.flatMap((item) => item.group === null ? [item.pair.symbol] : []))];
}

type Selecting = Pick<PickListProps, "selected" | "onSelect">;

function SelectAll(
  { ids, total, selected, onSelect }: Selecting & Pick<PickListProps, "ids" | "total">,
) {
  const isAll = ids.length > 0 && ids.every((id) => selected.has(id));
  return (
    <label class="picks-all">
      <input
        type="checkbox"
        class="check"
        data-needs="changeAlarms"
        checked={isAll}
        disabled={total !== ids.length}
        onChange={() => onSelect(ids, !isAll)}
      />
      {total === 1 ? words.one : total === null ? words.allUnknown : words.all(total)}
    </label>
  );
}

interface GroupHeadProps extends Selecting {
  name: string;
  group: AlarmGroup;
  isOpen: boolean;
  onFold: (group: string) => void;
}

/** The head of a group: folds it, or selects all of it. */
function GroupHead({ name, group, isOpen, selected, onSelect, onFold }: GroupHeadProps) {
  const { key, title, alarms } = group;
  const ids = alarms.map(({ alarm }) => alarm.id);
  const isAll = ids.every((id) => selected.has(id));
  return (
    <li class="pick-group" data-row={name}>
      <input
        type="checkbox"
        class="check"
        data-needs="changeAlarms"
        aria-label={words.selectGroup(title)}
        checked={isAll}
        onChange={() => onSelect(ids, !isAll)}
      />
      <button
        type="button"
        class="pick-fold"
        aria-expanded={isOpen}
        onClick={() => onFold(key)}
      >
        <Icon name="chevron" />
        <strong>{title}</strong> <span class="pick-count">{alarms.length}</span>
      </button>
    </li>
  );
}

/** What a row is taken to be high until one is measured, in pixels. */
const USUAL_HEIGHT = 60;

/** Which lines to render: rows are as high as their words need, so each is measured when it is there. */
function useItemWindow(list: { current: HTMLUListElement | null }, items: readonly AlarmItem[]) {
  const heights = useRef(new Map<string, number>());
  const width = useRef(0);
  const known = useRef<{ readonly rows: readonly string[]; readonly layout: RowLayout } | null>(
    null,
  );
  const rows = useKeys(items);
  return useSeenRows(list, { rows, first: FIRST_ROWS, shape: null }, (element) => {
    const isOther = element.offsetWidth !== width.current;
    if (isOther) heights.current.clear();
    width.current = element.offsetWidth;
    const isChanged = measureRows(element, heights.current) || isOther;
    // Each turn of a wheel asks, and of thousands of rows few are ever another.
    if (isChanged || known.current?.rows !== rows) {
      known.current = { rows, layout: layoutOf(rows, heights.current) };
    }
    const focused = document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    return { layout: known.current.layout, focused: rows.indexOf(focused ?? "") };
  });
}

/** Whether a row is of another height than was known. */
function measureRows(list: HTMLElement, heights: Map<string, number>): boolean {
  let isChanged = false;
  for (const row of list.querySelectorAll<HTMLElement>("[data-row]")) {
    const [name, height] = [row.dataset["row"] ?? "", row.offsetHeight];
    if (heights.get(name) === height) continue;
    heights.set(name, height);
    isChanged = true;
  }
  return isChanged;
}

function useKeys(items: readonly AlarmItem[]): readonly string[] {
  const known = useRef({ items, keys: [] as readonly string[] });
  if (known.current.items !== items || known.current.keys.length !== items.length) {
    known.current = { items, keys: items.map(({ key }) => key) };
  }
  return known.current.keys;
}

function layoutOf(rows: readonly string[], heights: ReadonlyMap<string, number>): RowLayout {
  const sum = [...heights.values()].reduce((total, height) => total + height, 0);
  const pitch = heights.size === 0 ? USUAL_HEIGHT : Math.round(sum / heights.size);
  const extras = rows.flatMap((key, place): [number, number][] => {
    const height = heights.get(key);
    return height === undefined ? [] : [[place, height - pitch]];
  });
  return { count: rows.length, columns: 1, pitch, extras: new Map(extras) };
}

interface SelectedBarProps {
  count: number;
  /** How many of them the list does not show now. */
  hidden: number;
  isSending: boolean;
  onEdit: () => void;
  onPause: () => void;
  onResume: () => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onClear: () => void;
}

/** What can be done with the selected alarms; at the bottom, where the thumb is. */
export function SelectedBar(props: SelectedBarProps) {
  const { count, hidden, isSending, onClear } = props;
  if (count === 0) return null;
  const common = { disabled: isSending, needs: "changeAlarms" } as const;
  return (
    <div class="selected-bar" role="group" aria-label={words.selectedAlarms}>
      <button type="button" class="button button-quiet" onClick={onClear}>
        {words.selected(<strong>{count}</strong>)}
        {hidden > 0 && <span class="selected-hidden">{words.hidden(hidden)}</span>}
        <span class="visually-hidden">{words.selectNone}</span>
      </button>
      <span class="selected-acts">
        <IconButton {...common} icon="edit" text={alarmWords.edit} onClick={props.onEdit} />
        <IconButton {...common} icon="pause" text={alarmWords.pause} onClick={props.onPause} />
        <IconButton {...common} icon="play" text={alarmWords.resume} onClick={props.onResume} />
        <IconButton
          {...common}
          icon="copy"
          text={alarmWords.duplicate}
          onClick={props.onDuplicate}
        />
        <IconButton
          {...{ ...common, icon: "trash", text: alarmWords.remove, look: "danger" }}
          onClick={props.onRemove}
        />
      </span>
    </div>
  );
}

const LOOKS = [
  ...["armed", "waitingToReset", "triggered", "snoozed", "suppressed"] as const,
  ...["paused", "warmingUp", "unwatched", "expired"] as const,
];

function lookOptions() {
  const named = LOOKS.map((look) => [look, alarmWords.looks[look]] as const);
  return [["any", words.anyState] as const, ...named];
}

/** Finds alarms by words and state, and says in which order and groups they stand. */
export function AlarmViewForm(
  { view, onChange, onViews }: {
    view: AlarmView;
    onChange: (change: Partial<AlarmView>) => void;
    onViews: () => void;
  },
) {
  return (
    <search class="alarm-filter">
      <input
        class="input"
        type="search"
        aria-label={words.find}
        placeholder={words.findExample}
        value={view.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      <Select
        label={words.state}
        options={lookOptions()}
        value={view.look}
        onChange={(look) => onChange({ look })}
      />
      <Select
        label={words.order}
        options={ALARM_SORTS.map((sort) => [sort, words.sorts[sort]] as const)}
        value={view.sort}
        onChange={(sort) => onChange({ sort })}
      />
      <Select
        label={words.groups}
        options={ALARM_GROUPS.map((group) => [group, words.groupings[group]] as const)}
        value={view.group}
        onChange={(group) => onChange({ group })}
      />
      <button type="button" class="button" aria-haspopup="dialog" onClick={onViews}>
        {words.views}
      </button>
    </search>
  );
}
