import type { Signal } from "@preact/signals";
import { AlarmChip } from "@/components/AlarmChip.tsx";
import { AlarmDetails } from "@/components/AlarmDetails.tsx";
import { DistanceText } from "@/components/DistanceText.tsx";
import { Moment } from "@/components/Moment.tsx";
import { describeAlarm } from "@/lib/alarms/describe.ts";
import type { KnownAlarm } from "@/lib/live/answers.ts";
import { lookOf } from "@/lib/live/alarm_look.ts";
import type { Model } from "@/lib/live/model.ts";
import { useViewer } from "@/lib/live/viewer.ts";

interface AlarmHeadProps {
  model: Signal<Model>;
  /** The alarm as it was when the page was made. */
  known: KnownAlarm;
}

/** What an alarm waits for and how it stands, or that it is removed, above its history. */
export function AlarmHead({ model, known }: AlarmHeadProps) {
  const viewer = useViewer(model);
  const pair = model.value.pairs.find(({ symbol }) => symbol === known.pair);
  const alarm = pair?.alarms.find(({ id }) => id === known.alarm.id);
  const isThere = pair !== undefined && alarm !== undefined;
  const look = isThere ? lookOf(alarm, pair, viewer.calmNow.value) : null;
  return (
    <div class="alarm-head">
      <h1 tabIndex={-1}>{describeAlarm(alarm ?? known.alarm, known.pair)}</h1>
      <p class="alarm-details">
        {look === null
          ? <span class="state state-expired">Removed</span>
          : <AlarmChip look={look} mode={(alarm ?? known.alarm).mode} />}
        <span>
          set <Moment at={known.alarm.createdAt} viewer={viewer} form="full" />
        </span>
        {isThere && look !== null && look !== "expired" && (
          <DistanceText {...{ alarm, pair, viewer }} />
        )}
        {isThere && look !== null && <AlarmDetails {...{ alarm, pair, look, viewer }} />}
      </p>
    </div>
  );
}
