import { pairTitle } from "@/lib/client/pair_titles.ts";
import { signal } from "@preact/signals";
import { HttpError } from "fresh";
import { LogExports, LogPaging } from "@/components/log/LogPaging.tsx";
import { AlarmHead } from "@/islands/AlarmHead.tsx";
import { AlarmWhy } from "@/islands/AlarmWhy.tsx";
import { FireLog } from "@/islands/FireLog.tsx";
import { define, readOnly } from "@/lib/server/define.ts";
import { readAlarmHistory } from "@/lib/server/log.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { why } from "@/lib/server/past.ts";
import { modelOf } from "@/lib/client/model.ts";
import { LivePage } from "../(_components)/LivePage.tsx";

export const handler = readOnly;

/** Why an alarm has not rung, and its history, newest first; also of one that is removed. */
export default define.page(async function AlarmPage(ctx) {
  const { state: { services }, params, req } = ctx;
  const id = params["id"] ?? "";
  const history = await readAlarmHistory(services, ctx, id);
  if (history === null) throw new HttpError(404);
  const { known, log, older, filter, before } = history;
  const isFirstPage = before === undefined;
  const first = isFirstPage ? await why(services, known, req.signal) : null;
  const snapshot = await pageSnapshot(services);
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage title={`${pairTitle(known.pair)} alarm`} page={null} model={model} sheet="alarm">
      <div class="page-head log-head">
        <AlarmHead model={model} known={known} />
        <LogExports filter={filter} />
      </div>
      {first !== null && <AlarmWhy {...{ model, known, first }} />}
      <FireLog model={model} {...log} {...{ filter, isFirstPage }} />
      <LogPaging path={`/alarms/${id}`} {...{ filter, isFirstPage, older }} />
    </LivePage>
  );
});
