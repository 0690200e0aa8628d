import { titleOfPair } from "@/lib/client/pair_titles.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { useState } from "preact/hooks";
import { Select } from "@/components/kit/Fields.tsx";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { AlarmFilter, PlacedAlarm } from "@/lib/client/alarms/alarm_filter.ts";
import { lookOf } from "@/lib/client/alarms/alarm_look.ts";
import { usePrices } from "@/lib/client/watching.ts";
import { AlarmChip, AlarmDetails, DistanceText } from "./AlarmDetails.tsx";

/** More rows than this are drawn on request only: each of them follows the price. */
const ROWS_AT_ONCE = 200;

interface PickListProps {
  alarms: readonly PlacedAlarm[];
  /** How many there are, also those that the page comes without; null while that is not known. */
  total: number | null;
  selected: ReadonlySet<string>;
  onSelect: (ids: readonly string[], isSelected: boolean) => void;
}

/** Alarms to select, one by one or all that are found. */
export function PickList({ alarms, total, selected, onSelect }: PickListProps) {
  const [limit, setLimit] = useState(ROWS_AT_ONCE);
  const ids = alarms.map(({ alarm }) => alarm.id);
  // Sets and copies of alarms look at the prices of any other pair.
  usePrices(pairsOf(alarms.slice(0, limit)), { hasOthers: true });
  const isAll = ids.length > 0 && ids.every((id) => selected.has(id));
  return (
    <section class="picks" aria-label="Alarms">
      <label class="picks-all">
        <input
          type="checkbox"
          class="check"
          checked={isAll}
          disabled={total !== alarms.length}
          onChange={() => onSelect(ids, !isAll)}
        />
        {total === 1 ? "1 alarm" : total === null ? "All alarms" : `All ${total} alarms`}
      </label>
      <ul>
        {alarms.slice(0, limit).map(({ pair, alarm }) => (
          <SelectableAlarm
            key={alarm.id}
            {...{ pair, alarm }}
            isSelected={selected.has(alarm.id)}
            onSelect={(isSelected) => onSelect([alarm.id], isSelected)}
          />
        ))}
      </ul>
      {alarms.length > limit && (
        <button
          type="button"
          class="button"
          onClick={() => setLimit(limit + ROWS_AT_ONCE)}
        >
          Show more of {total ?? "them"}
        </button>
      )}
    </section>
  );
}

function pairsOf(alarms: readonly PlacedAlarm[]): string[] {
  return [...new Set(alarms.map(({ pair }) => pair.symbol))];
}

interface SelectableAlarmProps extends PlacedAlarm {
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
}

function SelectableAlarm({ pair, alarm, isSelected, onSelect }: SelectableAlarmProps) {
  const look = lookOf(alarm, pair, viewer.calmNow.value);
  const condition = describeAlarm(alarm, titleOfPair(pair));
  return (
    <li class={isSelected ? "pick pick-selected" : "pick"}>
      <label class="pick-label">
        <input
          type="checkbox"
          class="check"
          checked={isSelected}
          onChange={(event) => onSelect(event.currentTarget.checked)}
        />
        <span class="pick-words">
          <strong class="alarm-condition">{condition}</strong>
          <span class="alarm-details">
            <DistanceText {...{ alarm, pair, look }} />
            <AlarmDetails alarm={alarm} pair={pair} look={look} />
          </span>
        </span>
      </label>
      <AlarmChip {...{ alarm, pair, look }} />
      <a
        class="button button-quiet pick-history"
        href={`/alarms/${alarm.id}`}
        aria-current="false"
        title="Why and history"
        aria-label={`Why and history of ${condition}`}
      >
        <Icon name="history" />
        <span class="button-text">Why and history</span>
      </a>
    </li>
  );
}

interface SelectedBarProps {
  count: number;
  /** How many of them the list does not show now. */
  hidden: number;
  isSending: boolean;
  onPause: () => void;
  onResume: () => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onClear: () => void;
}

/** What can be done with the selected alarms; at the bottom, where the thumb is. */
export function SelectedBar(props: SelectedBarProps) {
  const { count, hidden, isSending, onPause, onResume, onDuplicate, onRemove, onClear } = props;
  if (count === 0) return null;
  const common = { disabled: isSending } as const;
  return (
    <div class="selected-bar" role="group" aria-label="Selected alarms">
      <button type="button" class="button button-quiet" onClick={onClear}>
        <strong>{count}</strong> selected
        {hidden > 0 && <span class="selected-hidden">, {hidden} not shown</span>}
        <span class="visually-hidden">, select none</span>
      </button>
      <span class="selected-acts">
        <IconButton needs="changeAlarms" {...common} icon="pause" text="Pause" onClick={onPause} />
        <IconButton needs="changeAlarms" {...common} icon="play" text="Resume" onClick={onResume} />
        <IconButton
          needs="changeAlarms"
          {...common}
          icon="copy"
          text="Duplicate"
          onClick={onDuplicate}
        />
        <IconButton
          needs="changeAlarms"
          {...common}
          icon="trash"
          text="Remove"
          look="danger"
          onClick={onRemove}
        />
      </span>
    </div>
  );
}

const LOOKS = [
  ["any", "Any state"],
  ["armed", "Armed"],
  ["waitingToReset", "Waiting to reset"],
  ["triggered", "Triggered"],
  ["snoozed", "Snoozed"],
  ["suppressed", "Suppressed"],
  ["paused", "Paused"],
  ["warmingUp", "Warming up"],
  ["unwatched", "Not watched"],
  ["expired", "Expired"],
] as const;

/** Finds alarms by words and state. */
export function AlarmFilterForm(
  { filter, onChange }: { filter: AlarmFilter; onChange: (filter: AlarmFilter) => void },
) {
  return (
    <search class="alarm-filter">
      <input
        class="input"
        type="search"
        aria-label="Find alarms by pair, condition or note"
        placeholder="Find: btc, crosses, breakout…"
        value={filter.text}
        onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
      />
      <Select
        label="State"
        options={LOOKS}
        value={filter.look}
        onChange={(look) => onChange({ ...filter, look })}
      />
    </search>
  );
}
