import { useSignal } from "@preact/signals";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { useLater } from "@/components/kit/use_later.ts";
import { FIRST_ALARM_VIEW, type PlacedAlarm } from "@/lib/client/alarms/alarm_view.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import type { useAlarmDeeds } from "./alarm_deeds.ts";
import type { ManagerDialog } from "./ManagerDialogs.tsx";
import { UndoLine } from "./UndoLine.tsx";
import { alarmWords as words } from "./texts.tsx";

interface AlarmActsProps {
  /** Null once the alarm is removed. */
  placed: PlacedAlarm | null;
  pairs: readonly PairView[];
  deeds: ReturnType<typeof useAlarmDeeds>;
}

/** What can be done with an alarm on its own page, a press each. */
export function AlarmActs({ placed, pairs, deeds }: AlarmActsProps) {
  const dialog = useSignal<ManagerDialog | null>(null);
  const isPaused = placed?.alarm.paused === true;
  const later = useLater(
    dialog.value !== null,
    () => import("./ManagerDialogs.tsx"),
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
