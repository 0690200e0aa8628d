import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { FireList } from "@/components/FireList.tsx";
import type { Fire } from "@/lib/alarms/fire.ts";
import { applyToLog, withFires } from "@/lib/live/apply_to_log.ts";
import { connectPage, listenToFrames } from "@/lib/live/client.ts";
import { fetchFires } from "@/lib/live/fetch_fires.ts";
import type { Model } from "@/lib/live/model.ts";
import { useViewer } from "@/lib/live/viewer.ts";

interface FireLogProps {
  model: Signal<Model>;
  /** The fires of this page, newest first. */
  fires: readonly Fire[];
  /** Only the first page grows as alarms go off. */
  isFirstPage: boolean;
}

/** What has rung, newest first, growing while one looks. */
export function FireLog({ model, fires, isFirstPage }: FireLogProps) {
  const viewer = useViewer(model);
  const log = useSignal(fires);
  useEffect(() => {
    const stop = listenToFrames(async (frame) => {
      const isNew = frame.event === "alarm_triggered";
      if (isFirstPage || !isNew) log.value = applyToLog(log.value, frame);
      // A snapshot skips what happened while this page was away.
      if (frame.event === "snapshot" && isFirstPage) {
        log.value = withFires(log.value, await fetchFires());
      }
    });
    connectPage(model);
    return stop;
  }, []);
  return <FireList fires={log.value} viewer={viewer} isFirstPage={isFirstPage} />;
}
