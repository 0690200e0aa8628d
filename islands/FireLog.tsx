import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { LogList } from "@/components/log/LogList.tsx";
import { followLog } from "@/lib/client/log/follow_log.ts";
import type { Model } from "@/lib/client/model.ts";
import { ownAcknowledgements, recallOwnAcknowledgements } from "@/lib/client/ringing/ringing.ts";
import { useViewer } from "@/lib/client/viewer.ts";
import { type Log, type LogFilter, WHOLE_LOG } from "@/lib/text/log_rows.ts";

interface FireLogProps extends Pick<Log, "fires">, Partial<Omit<Log, "fires">> {
  model: Signal<Model>;
  isFirstPage: boolean;
  /** Which part of the log this is. */
  filter?: LogFilter;
}

/** What has rung and what people changed, newest first, growing while one looks. */
export function FireLog(props: FireLogProps) {
  const { model, fires, changes = [], newest = null } = props;
  const { isFirstPage, filter = WHOLE_LOG } = props;
  useViewer(model);
  const log = useSignal<Log>({ fires, changes, newest });
  useEffect(() => {
    recallOwnAcknowledgements();
    return followLog(log, { filter, isGrowing: isFirstPage });
  }, []);
  const own = ownAcknowledgements.value;
  return <LogList log={log.value} {...{ filter, isFirstPage, own }} />;
}
