import type { PlacedAlarm } from "@/lib/live/alarm_filter.ts";
import { describeAlarm } from "@/lib/alarms/describe.ts";
import { lookOf } from "@/lib/live/alarm_look.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { AlarmChip } from "./AlarmChip.tsx";
import { AlarmDetails } from "./AlarmDetails.tsx";
import { DistanceText } from "./DistanceText.tsx";
import { Icon } from "./Icon.tsx";

interface SelectableAlarmProps extends PlacedAlarm {
  isSelected: boolean;
  viewer: Viewer;
  onSelect: (isSelected: boolean) => void;
}

/** One alarm of any pair, to be selected. */
export function SelectableAlarm(
  { pair, alarm, isSelected, viewer, onSelect }: SelectableAlarmProps,
) {
  const look = lookOf(alarm, pair, viewer.calmNow.value);
  const condition = describeAlarm(alarm, pair.symbol);
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
            {look !== "expired" && <DistanceText alarm={alarm} pair={pair} viewer={viewer} />}
            <AlarmDetails alarm={alarm} pair={pair} look={look} viewer={viewer} />
          </span>
        </span>
      </label>
      <AlarmChip look={look} mode={alarm.mode} />
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
