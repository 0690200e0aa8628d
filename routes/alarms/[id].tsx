import { signal } from "@preact/signals";
import { HttpError } from "fresh";
import { LogExports } from "@/components/LogExports.tsx";
import { LogPaging } from "@/components/LogPaging.tsx";
import { AlarmHead } from "@/islands/AlarmHead.tsx";
import { AlarmWhy } from "@/islands/AlarmWhy.tsx";
import { FireLog } from "@/islands/FireLog.tsx";
import { define, readOnly } from "@/lib/http/define.ts";
import { readAlarmHistory } from "@/lib/http/alarm_history.ts";
import { lightSnapshot } from "@/lib/http/light_snapshot.ts";
import { why } from "@/lib/http/why.ts";
import { modelOf } from "@/lib/live/model.ts";
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
  const model = signal(modelOf(lightSnapshot(services.snapshot(), { isDrawn: () => false })));
  return (
    <LivePage
      title={`${known.pair} alarm`}
      page={null}
      model={model}
      sheet="alarm"
    >
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
