import { signal } from "@preact/signals";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { LogPaging } from "@/components/log/LogPaging.tsx";
import { FireLog } from "@/islands/FireLog.tsx";
import { LogFilterForm } from "@/islands/LogFilterForm.tsx";
import { define, readOnly } from "@/lib/server/define.ts";
import { readLogPage } from "@/lib/server/log.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { modelOf } from "@/lib/client/model.ts";
import { LivePage } from "./(_components)/LivePage.tsx";

export const handler = readOnly;

/** What has rung and what people changed, newest first; `?pair` and `?day` choose, `?before=<id>` shows older ones. */
export default define.page(async function LogPage(ctx) {
  const { services } = ctx.state;
  const { log, older, filter, before, problem } = await readLogPage(services, ctx);
  const snapshot = await pageSnapshot(services);
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  const isFirstPage = before === undefined;
  return (
    <LivePage title="Log" page="log" model={model} sheet="log">
      <div class="page-head log-head">
        <h1 tabIndex={-1}>Log</h1>
        <LogFilterForm filter={filter} pairs={[...services.store.state.pairs.keys()]} />
      </div>
      <ErrorLine id="log-problem" message={problem} />
      <FireLog model={model} {...log} {...{ filter, isFirstPage }} />
      <LogPaging path="/log" {...{ filter, isFirstPage, older }} />
    </LivePage>
  );
});
