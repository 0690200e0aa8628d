import { type Signal, useSignal } from "@preact/signals";
import {
  AlarmChip,
  AlarmDetails,
  DistanceText,
  GaplessSince,
} from "@/components/alarm/AlarmDetails.tsx";
import { ConditionInPlace } from "@/components/alarm/InPlace.tsx";
import type { ManagerDialog } from "@/components/alarm/ManagerDialogs.tsx";
import { UndoLine } from "@/components/alarm/UndoLine.tsx";
import { useAlarmDeeds } from "@/components/alarm/actions.ts";
import { useInPlace } from "@/components/alarm/in_place.ts";
import { alarmWords, alarmWords as words } from "@/components/alarm/texts.tsx";
import { useLater } from "@/components/kit/Dialog.tsx";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { lookOf } from "@/lib/client/alarms/alarm_look.ts";
import { FIRST_ALARM_VIEW, type PlacedAlarm } from "@/lib/client/alarms/alarm_view.ts";
import "@/lib/client/base_path.ts";
import type { Model } from "@/lib/client/model.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { usePrices } from "@/lib/client/watching.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import type { KnownAlarm } from "@/lib/protocol/answers.ts";
import type { PairView } from "@/lib/protocol/frames.ts";

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

interface AlarmActsProps {
  /** Null once the alarm is removed. */
  placed: PlacedAlarm | null;
  pairs: readonly PairView[];
  deeds: ReturnType<typeof useAlarmDeeds>;
}

/** What can be done with an alarm on its own page, a press each. */
function AlarmActs({ placed, pairs, deeds }: AlarmActsProps) {
  const dialog = useSignal<ManagerDialog | null>(null);
  const isPaused = placed?.alarm.paused === true;
  const later = useLater(
    dialog.value !== null,
    () => import("@/components/alarm/ManagerDialogs.tsx"),
    (message) => {
      dialog.value = null;
      deeds.problem.value = message;
    },
  );
  return (
    <>
      {placed !== null && (
        <Acts
          {...{ placed, deeds, isPaused }}
          onOpen={(next) => dialog.value = next}
        />
      )}
      <UndoLine done={deeds.done.value} onEnd={() => deeds.done.value = null} />
      <ErrorLine message={deeds.problem.value} />
      {later !== null && (
        <later.ManagerDialogs
          {...{ deeds, pairs }}
          open={dialog.value}
          watched={pairs}
          view={FIRST_ALARM_VIEW}
          onView={() => {}}
          onOpen={(next) => dialog.value = next}
          onClose={(closed) => {
            if (dialog.value === closed) dialog.value = null;
          }}
        />
      )}
    </>
  );
}

interface ActsProps extends Pick<AlarmActsProps, "deeds"> {
  placed: PlacedAlarm;
  isPaused: boolean;
  onOpen: (dialog: ManagerDialog) => void;
}

function Acts({ placed, deeds, isPaused, onOpen }: ActsProps) {
  const { pair, alarm: { id } } = placed;
  const common = { needs: "changeAlarms" } as const;
  return (
    <div class="alarm-acts" role="group" aria-label={words.thisAlarm}>
      <IconButton
        {...{ ...common, icon: "edit", text: words.edit }}
        onClick={() => onOpen({ kind: "edit", placed })}
      />
      <button
        type="button"
        class="button"
        aria-haspopup="dialog"
        data-needs="changeAlarms"
        onClick={(event) =>
          onOpen({ kind: "menu", placed, button: event.currentTarget.getBoundingClientRect() })}
      >
        <Icon name="snooze" />
        <span class="button-text">{words.snooze}</span>
      </button>
      {isPaused
        ? (
          <IconButton
            {...{ ...common, icon: "play", text: words.resume }}
            onClick={() => deeds.resume([id])}
          />
        )
        : (
          <IconButton
            {...{ ...common, icon: "pause", text: words.pause }}
            onClick={() => deeds.pause([id])}
          />
        )}
      <IconButton
        {...{ ...common, icon: "rearm", text: words.rearm }}
        onClick={() => deeds.rearm(id)}
      />
      <IconButton
        {...{ ...common, icon: "copy", text: words.duplicate }}
        onClick={() => onOpen({ kind: "duplicate", alarms: [placed] })}
      />
      <a class="button" href={`/pairs/${encodeURIComponent(pair.symbol)}`} aria-current="false">
        <Icon name="chart" />
        <span class="button-text">{words.chartOf(titleOfPair(pair))}</span>
      </a>
    </div>
  );
}
