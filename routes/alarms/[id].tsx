import { pairTitle } from "@/lib/client/pair_titles.ts";
import { signal } from "@preact/signals";
import { HttpError, page } from "fresh";
import { LogExports, LogPaging } from "@/components/log/LogPaging.tsx";
import { AlarmHead, AlarmWhy } from "@/islands/AlarmPage.tsx";
import { FireLog } from "@/islands/FireLog.tsx";
import { define } from "@/lib/server/define.ts";
import { readAlarmHistory } from "@/lib/server/log.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { why } from "@/lib/server/past.ts";
import { modelOf } from "@/lib/client/model.ts";
import { LivePage } from "../(_components)/LivePage.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = define.handlers({
  GET: async (ctx) => {
    const { state: { services }, params, req } = ctx;
    const history = await readAlarmHistory(services, ctx, params["id"] ?? "");
    if (history === null) throw new HttpError(404);
    const isFirstPage = history.before === undefined;
    const first = isFirstPage ? await why(services, history.known, req.signal) : null;
    return page({ ...history, isFirstPage, first, snapshot: await pageSnapshot(services) });
  },
});

/** Why an alarm has not rung, and its history, newest first; also of one that is removed. */
export default define.page<typeof handler>(function AlarmPage({ data, params }) {
  const { known, log, older, filter, isFirstPage, first, snapshot } = data;
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage
      title={routeWords.alarmOf(pairTitle(known.pair))}
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
      <LogPaging path={`/alarms/${params["id"]}`} {...{ filter, isFirstPage, older }} />
    </LivePage>
  );
});
