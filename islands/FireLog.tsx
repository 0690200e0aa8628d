import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { LogList } from "@/components/LogList.tsx";
import { connectPage } from "@/lib/live/client.ts";
import { followLog } from "@/lib/live/follow_log.ts";
import { type LogFilter, WHOLE_LOG } from "@/lib/live/log_filter.ts";
import type { Log } from "@/lib/live/log_rows.ts";
import type { Model } from "@/lib/live/model.ts";
import { ownAcknowledgements, recallOwnAcknowledgements } from "@/lib/live/own_acknowledgements.ts";
import { useViewer } from "@/lib/live/viewer.ts";

interface FireLogProps extends Pick<Log, "fires">, Partial<Omit<Log, "fires">> {
  model: Signal<Model>;
  /** Only the first page grows as alarms go off. */
  isFirstPage: boolean;
  /** Which part of the log this is. */
  filter?: LogFilter;
}

/** What has rung and what people changed, newest first, growing while one looks. */
export function FireLog(props: FireLogProps) {
  const { model, fires, changes = [], newest = null } = props;
  const { isFirstPage, filter = WHOLE_LOG } = props;
  const viewer = useViewer(model);
  const log = useSignal<Log>({ fires, changes, newest });
  useEffect(() => {
    const stop = followLog(log, { filter, isGrowing: isFirstPage });
    recallOwnAcknowledgements();
    connectPage(model);
    return stop;
  }, []);
  const own = ownAcknowledgements.value;
  return <LogList log={log.value} {...{ filter, viewer, isFirstPage, own }} />;
}
