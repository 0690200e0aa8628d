import { type Signal, useComputed, useSignalEffect } from "@preact/signals";
import { asset } from "fresh/runtime";
import { Notice } from "@/components/kit/Notice.tsx";
import { RingingDialog, SoundBar } from "@/components/ringing/RingingDialog.tsx";
import { ringingSound, showRinging, useRinging } from "@/lib/client/ringing/ringing.ts";
import { alarmIn, isCurrent, type Model } from "@/lib/client/model.ts";
import { useAlarmSound } from "@/lib/client/ringing/sound.ts";
import {
  askForNotifications,
  notificationPermission,
  useNotifications,
  vibrate,
} from "@/lib/client/ringing/notifications.ts";
import { useViewer } from "@/lib/client/viewer.ts";

interface RingingProps {
  model: Signal<Model>;
  /** The page shows what rings in a way of its own; it loads what all other pages load. */
  isQuiet?: boolean;
}

/** Sound, dialog, title and flashing while fires ring; they end when anybody acknowledges. */
export function Ringing({ model, isQuiet = false }: RingingProps) {
  return isQuiet ? null : <RingingNow model={model} />;
}

function RingingNow({ model }: Pick<RingingProps, "model">) {
  useViewer(model);
  const { fires, sounding, actions, problem, notice } = useRinging(model);
  const { silence, turnOn } = useAlarmSound(useComputed(() => ringingSound(sounding.value)));
  useNotifications({
    workerFile: asset("/sw.js"),
    fires,
    isCurrent: useComputed(() => isCurrent(model.value.link)),
    isSilent: useComputed(() => silence.value !== null),
  });
  useSignalEffect(() => showRinging(fires.value));
  useSignalEffect(() => sounding.value.length > 0 ? vibrate() : undefined);
  const isRinging = fires.value.length > 0;
  const noticeOf = (text: typeof notice.value) => (
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
          actions={actions}
        >
          {noticeOf(notice.value)}
        </RingingDialog>
      )}
      {noticeOf(isRinging ? null : notice.value)}
    </>
  );
}
