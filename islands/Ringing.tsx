import { type Signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { RingingDialog } from "@/components/RingingDialog.tsx";
import { SoundBar } from "@/components/SoundBar.tsx";
import type { Fire } from "@/lib/alarms/fire.ts";
import { connectPage, sendCommand } from "@/lib/live/client.ts";
import { messageOf } from "@/lib/live/request_error.ts";
import { type Model, ringingOf } from "@/lib/live/model.ts";
import { showRinging } from "@/lib/live/show_ringing.ts";
import { useAlarmSound } from "@/lib/live/use_alarm_sound.ts";
import { useViewer } from "@/lib/live/viewer.ts";

const NONE: ReadonlySet<string> = new Set();

/** Sound, dialog, title and flashing while fires ring; they end when anybody acknowledges. */
export function Ringing({ model }: { model: Signal<Model> }) {
  const viewer = useViewer(model);
  const hushed = useSignal(NONE);
  const hidden = useSignal(NONE);
  const problem = useSignal<string | null>(null);
  const fires = useComputed(() =>
    ringingOf(model.value).filter((fire) => !hidden.value.has(fire.id))
  );
  const sounding = useComputed(() => fires.value.some((fire) => !hushed.value.has(fire.id)));
  const sound = useAlarmSound(sounding);
  useEffect(() => connectPage(model), []);
  useSignalEffect(() => showRinging(fires.value));

  const acknowledge = async (silenced: readonly Fire[], data: unknown) => {
    // This screen is quiet at once, whether or not the server can be told.
    hushed.value = withIds(hushed.value, silenced);
    problem.value = null;
    try {
      await sendCommand("acknowledge", data);
    } catch (error) {
      problem.value = `It is quiet here, but not acknowledged. ${messageOf(error)}`;
    }
  };
  return (
    <>
      {sound.isBlocked.value && <SoundBar onEnable={sound.unlock} />}
      {fires.value.length > 0 && (
        <RingingDialog
          fires={fires.value}
          viewer={viewer}
          isSoundBlocked={sound.isBlocked.value}
          problem={problem.value}
          onSilenceAll={() => acknowledge(fires.value, { all: true })}
          onAcknowledge={(fire) => acknowledge([fire], { fireId: fire.id })}
          onHide={() => hidden.value = withIds(hidden.value, fires.value)}
        />
      )}
    </>
  );
}

function withIds(ids: ReadonlySet<string>, fires: readonly Fire[]): ReadonlySet<string> {
  return new Set([...ids, ...fires.map((fire) => fire.id)]);
}
