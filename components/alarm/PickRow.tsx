import { useMemo } from "preact/hooks";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { PlacedAlarm } from "@/lib/client/alarms/alarm_view.ts";
import { lookOf } from "@/lib/client/alarms/alarm_look.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { mayHere, viewer } from "@/lib/client/viewer.ts";
import {
  AlarmChip,
  AlarmDetails,
  DistanceText,
  firstAct,
  firstButton,
  GaplessSince,
  WhyLink,
} from "./AlarmDetails.tsx";
import type { InPlace } from "./in_place.ts";
import { ConditionInPlace } from "./InPlace.tsx";
import { alarmWords as words } from "./texts.tsx";

/** What a row of the list can do; `menu` shows all of it, below the button that was pressed. */
export interface PickActions
  extends Readonly<Record<"edit" | "rearm" | "resume", (placed: PlacedAlarm) => void>> {
  readonly menu: (placed: PlacedAlarm, button: DOMRect) => void;
  readonly inPlace: InPlace;
}

interface PickRowProps extends PlacedAlarm {
  /** Name of the row in the list. */
  name: string;
  /** Its place from 1 on, among so many. */
  place: number;
  of: number;
  isSelected: boolean;
  actions: PickActions;
  onSelect: (id: string, isSelected: boolean) => void;
}

/** An alarm to select, or to do something with. One that has not changed costs nothing, however often others do. */
export function PickRow(props: PickRowProps) {
  return useMemo(() => <Pick {...props} />, Object.values(props));
}

function Pick({ name, place, of, pair, alarm, isSelected, actions, onSelect }: PickRowProps) {
  const look = lookOf(alarm, pair, viewer.calmNow.value);
  const condition = describeAlarm(alarm, titleOfPair(pair));
  const first = firstAct(look);
  const placed = { pair, alarm };
  const { inPlace } = actions;
  const openMenu = (button: DOMRect) => actions.menu(placed, button);
  return (
    <li
      class={isSelected ? "pick pick-selected" : "pick"}
      data-row={name}
      aria-posinset={place}
      aria-setsize={of}
    >
      <div
        class="pick-label"
        onClick={(event) => isBareClick(event) && onSelect(alarm.id, !isSelected)}
      >
        <input
          type="checkbox"
          class="check"
          data-needs="changeAlarms"
          aria-label={condition}
          checked={isSelected}
          onChange={(event) => onSelect(alarm.id, event.currentTarget.checked)}
        />
        <div class="pick-words">
          <div class="alarm-condition">
            <ConditionInPlace {...{ alarm, pair, inPlace }} name={titleOfPair(pair)} />
          </div>
          <div class="alarm-details">
            <DistanceText {...{ alarm, pair, look }} />
            <AlarmDetails {...{ alarm, pair, look, inPlace }} />
            <GaplessSince {...{ alarm, pair, look }} />
          </div>
        </div>
      </div>
      <AlarmChip {...{ alarm, pair, look }} />
      <div class="pick-acts" role="group" aria-label={condition}>
        {first === "snooze"
          ? <MenuButton icon="snooze" text={words.snooze} onPress={openMenu} />
          : (
            <IconButton
              needs="changeAlarms"
              {...firstButton(first)}
              look="quiet"
              onClick={() => actions[first](placed)}
            />
          )}
        <IconButton
          needs="changeAlarms"
          icon="edit"
          text={words.edit}
          look="quiet"
          onClick={() => actions.edit(placed)}
        />
        <WhyLink id={alarm.id} />
        <MenuButton icon="more" text={words.all} onPress={openMenu} />
      </div>
    </li>
  );
}

/** Not one on something that has a click of its own, and not the end of selecting text. */
function isBareClick({ target }: MouseEvent): boolean {
  if (!(target instanceof Element) || target.closest("a, button, form, input")) return false;
  return mayHere("changeAlarms") && (getSelection()?.isCollapsed ?? true);
}

interface MenuButtonProps {
  icon: "snooze" | "more";
  text: string;
  onPress: (button: DOMRect) => void;
}

/** Opens the menu of the row, which has the lengths of a snooze, too. */
export function MenuButton({ icon, text, onPress }: MenuButtonProps) {
  return (
    <button
      type="button"
      class={icon === "more" ? "button button-quiet pick-menu" : "button button-quiet"}
      aria-haspopup="dialog"
      title={text}
      data-needs={icon === "more" ? undefined : "changeAlarms"}
      onClick={(event) => onPress(event.currentTarget.getBoundingClientRect())}
    >
      <Icon name={icon} />
      <span class="button-text">{text}</span>
    </button>
  );
}
