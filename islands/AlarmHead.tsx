import { pairTitle } from "@/lib/client/pair_titles.ts";
import type { Signal } from "@preact/signals";
import { AlarmActs } from "@/components/alarm/AlarmActs.tsx";
import {
  AlarmChip,
  AlarmDetails,
  DistanceText,
  GaplessSince,
} from "@/components/alarm/AlarmDetails.tsx";
import { useAlarmDeeds } from "@/components/alarm/alarm_deeds.ts";
import { useInPlace } from "@/components/alarm/in_place.ts";
import { ConditionInPlace } from "@/components/alarm/InPlace.tsx";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { alarmWords } from "@/components/alarm/texts.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import "@/lib/client/base_path.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { KnownAlarm } from "@/lib/protocol/answers.ts";
import { lookOf } from "@/lib/client/alarms/alarm_look.ts";
import type { Model } from "@/lib/client/model.ts";
import { usePrices } from "@/lib/client/watching.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";

interface AlarmHeadProps {
  model: Signal<Model>;
  /** The alarm as it was when the page was made. */
  known: KnownAlarm;
}

/** What an alarm waits for and how it stands, or that it is removed, above its history. */
export function AlarmHead({ model, known }: AlarmHeadProps) {
  useViewer(model);
  const pair = model.value.pairs.find(({ symbol }) => symbol === known.pair);
  usePrices(pair === undefined ? [] : [pair.symbol]);
  const alarm = pair?.alarms.find(({ id }) => id === known.alarm.id);
  const isThere = pair !== undefined && alarm !== undefined;
  const deeds = useAlarmDeeds(() => alarm?.paused === true);
  const inPlace = useInPlace(deeds.editInPlace);
  const look = isThere ? lookOf(alarm, pair, viewer.calmNow.value) : null;
  return (
    <div class="alarm-head">
      <h1 tabIndex={-1}>
        {isThere
          ? <ConditionInPlace {...{ alarm, pair, inPlace }} name={titleOfPair(pair)} />
          : describeAlarm(known.alarm, pairTitle(known.pair))}
      </h1>
      <div class="alarm-details">
        {isThere && look !== null
          ? <AlarmChip {...{ alarm, pair, look }} />
          : <span class="state state-expired">{alarmWords.removed}</span>}
        <span>{alarmWords.setAt(<Moment at={known.alarm.createdAt} form="full" />)}</span>
        {isThere && look !== null && <DistanceText {...{ alarm, pair, look }} />}
        {isThere && look !== null && <AlarmDetails {...{ alarm, pair, look, inPlace }} />}
        {isThere && look !== null && <GaplessSince {...{ alarm, pair, look }} />}
      </div>
      <AlarmActs
        placed={isThere ? { pair, alarm } : null}
        pairs={model.value.pairs}
        deeds={deeds}
      />
    </div>
  );
}
