import { titleOfPair } from "@/lib/market/pair_title.ts";
import { useState } from "preact/hooks";
import { viewer } from "@/lib/client/viewer.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { type AlarmLook, lookOf } from "@/lib/client/alarms/alarm_look.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import type { AlarmActions } from "./actions.ts";
import {
  AlarmChip,
  AlarmDetails,
  DistanceText,
  firstAct,
  firstButton,
  WhyLink,
} from "./AlarmDetails.tsx";
import { ConditionInPlace } from "./InPlace.tsx";
import { MenuButton } from "./PickRow.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { alarmCount } from "@/lib/client/model.ts";
import { alarmWords as words } from "./texts.tsx";

interface AlarmRowProps {
  alarm: Alarm;
  pair: PairView;
  actions: AlarmActions;
}

interface AlarmRowsProps extends Omit<AlarmRowProps, "alarm"> {
  /** More rows than this are drawn on request only: each of them follows the price. */
  atOnce: number;
  class?: string;
}

/** A pair's alarms, a row each, a long list in parts. */
export function AlarmRows({ atOnce, class: look, ...row }: AlarmRowsProps) {
  const [limit, setLimit] = useState(atOnce);
  const { alarms } = row.pair;
  const count = alarmCount(row.pair);
  return (
    <>
      <ul class={look}>
        {alarms.slice(0, limit).map((alarm) => <AlarmRow key={alarm.id} {...row} alarm={alarm} />)}
      </ul>
      {count > limit && (
        <button
          type="button"
          class="button"
          onClick={() => setLimit(limit + atOnce)}
        >
          {words.showMore(count)}
        </button>
      )}
    </>
  );
}

/** One alarm: its state, its condition, how far it is, and what can be done with it. */
function AlarmRow(props: AlarmRowProps) {
  const { alarm, pair, actions: { inPlace } } = props;
  const look = lookOf(alarm, pair, viewer.calmNow.value);
  return (
    <li class={`alarm alarm-${look}`}>
      <AlarmChip {...{ alarm, pair, look }} />
      <div class="alarm-words">
        <div class="alarm-condition">
          <ConditionInPlace {...{ alarm, pair, inPlace }} name={pair.base} />
        </div>
        <div class="alarm-details">
          <DistanceText {...{ alarm, pair, look }} />
          <AlarmDetails {...{ alarm, pair, look, inPlace }} />
        </div>
      </div>
      <AlarmButtons {...props} look={look} />
    </li>
  );
}

function AlarmButtons({ alarm, pair, actions, look }: AlarmRowProps & { look: AlarmLook }) {
  const condition = describeAlarm(alarm, titleOfPair(pair));
  return (
    <div class="alarm-actions" role="group" aria-label={condition}>
      <IconButton
        needs="changeAlarms"
        {...firstButton(firstAct(look))}
        look="quiet"
        shortcut="z"
        onClick={() => actions[firstAct(look)](pair, alarm)}
      />
      <IconButton
        needs="changeAlarms"
        icon="sound"
        text={words.test}
        look="quiet"
        onClick={() => actions.test(pair, alarm)}
      />
      <WhyLink id={alarm.id} />
      <IconButton
        needs="changeAlarms"
        icon="edit"
        text={words.edit}
        look="quiet"
        shortcut="e"
        onClick={() => actions.edit(pair, alarm)}
      />
      <IconButton
        needs="changeAlarms"
        icon="trash"
        text={words.remove}
        look="quiet"
        onClick={() => actions.remove(pair, alarm)}
      />
      <MenuButton
        icon="more"
        text={words.all}
        onPress={(button) => actions.menu(pair, alarm, button)}
      />
    </div>
  );
}
