import type { PlacedAlarm } from "@/lib/live/alarm_filter.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { useState } from "preact/hooks";
import { SelectableAlarm } from "./SelectableAlarm.tsx";

/** More rows than this are drawn on request only: each of them follows the price. */
const ROWS_AT_ONCE = 200;

interface PickListProps {
  alarms: readonly PlacedAlarm[];
  selected: ReadonlySet<string>;
  viewer: Viewer;
  onSelect: (ids: readonly string[], isSelected: boolean) => void;
}

/** Alarms to select, one by one or all that are found. */
export function PickList({ alarms, selected, viewer, onSelect }: PickListProps) {
  const [limit, setLimit] = useState(ROWS_AT_ONCE);
  const ids = alarms.map(({ alarm }) => alarm.id);
  const isAll = ids.length > 0 && ids.every((id) => selected.has(id));
  return (
    <section class="picks" aria-label="Alarms">
      <label class="picks-all">
        <input
          type="checkbox"
          class="check"
          checked={isAll}
          onChange={() => onSelect(ids, !isAll)}
        />
        {alarms.length === 1 ? "1 alarm" : `All ${alarms.length} alarms`}
      </label>
      <ul>
        {alarms.slice(0, limit).map(({ pair, alarm }) => (
          <SelectableAlarm
            key={alarm.id}
            {...{ pair, alarm, viewer }}
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
          Show more of {alarms.length}
        </button>
      )}
    </section>
  );
}
