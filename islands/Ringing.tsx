import { type Signal, useComputed, useSignalEffect } from "@preact/signals";
import { asset } from "fresh/runtime";
import { useEffect } from "preact/hooks";
import { Notice } from "@/components/Notice.tsx";
import { RingingDialog } from "@/components/RingingDialog.tsx";
import { SoundBar } from "@/components/SoundBar.tsx";
import { ringingSound } from "@/lib/alarms/ringing_sound.ts";
import { alarmIn, isCurrent, type Model } from "@/lib/live/model.ts";
import { connectPage } from "@/lib/live/client.ts";
import { showRinging } from "@/lib/live/show_ringing.ts";
import { useAlarmSound } from "@/lib/live/use_alarm_sound.ts";
import { askForNotifications, notificationPermission } from "@/lib/live/notification_permission.ts";
import { useNotifications } from "@/lib/live/use_notifications.ts";
import { useRinging } from "@/lib/live/use_ringing.ts";
import { vibrate } from "@/lib/live/vibrate.ts";
import { useViewer } from "@/lib/live/viewer.ts";

/** Sound, dialog, title and flashing while fires ring; they end when anybody acknowledges. */
export function Ringing({ model }: { model: Signal<Model> }) {
  const viewer = useViewer(model);
  const { fires, sounding, actions, problem, notice } = useRinging(model);
  const { silence, turnOn } = useAlarmSound(useComputed(() => ringingSound(sounding.value)));
  useEffect(() => connectPage(model), []);
  useNotifications({
    workerFile: asset("/sw.js"),
    fires,
    isCurrent: useComputed(() => isCurrent(model.value.link)),
    isSilent: useComputed(() => silence.value !== null),
  });
  useSignalEffect(() => showRinging(fires.value));
  useSignalEffect(() => sounding.value.length > 0 ? vibrate() : undefined);
  const isRinging = fires.value.length > 0;
  const told = (text: typeof notice.value) => (
    <div class="ringing-notice">
      <Notice notice={text} onClose={() => notice.value = null} />
    </div>
  );
  return (
    <>
      {silence.value !== null && <SoundBar silence={silence.value} onEnable={turnOn} />}
      {isRinging && (
        <RingingDialog
          fires={fires.value}
          alarmOf={({ pair, alarmId }) => alarmIn(model.value, pair, alarmId)}
          problem={problem.value}
          silence={silence.value}
          onAllowNotifications={notificationPermission.value === "default"
            ? askForNotifications
            : null}
          {...{ viewer, actions }}
        >
          {told(notice.value)}
        </RingingDialog>
      )}
      {told(isRinging ? null : notice.value)}
    </>
  );
}
