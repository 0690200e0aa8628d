import { signal } from "@preact/signals";
import { page } from "fresh";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { LogPaging } from "@/components/log/LogPaging.tsx";
import { FireLog } from "@/islands/FireLog.tsx";
import { LogFilterForm } from "@/islands/LogFilterForm.tsx";
import { define } from "@/lib/server/define.ts";
import { readLogPage } from "@/lib/server/log.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { modelOf } from "@/lib/client/model.ts";
import { LivePage } from "./(_components)/LivePage.tsx";
import { pageWords } from "@/components/page/texts.ts";

export const handler = define.handlers({
  GET: async (ctx) => {
    const { services } = ctx.state;
    const read = await readLogPage(services, ctx);
    return page({ ...read, snapshot: await pageSnapshot(services) });
  },
});

/** What has rung and what people changed, newest first; `?pair` and `?day` choose, `?before=<id>` shows older ones. */
export default define.page<typeof handler>(function LogPage({ data, state: { services } }) {
  const { log, older, filter, before, problem, snapshot } = data;
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  const isFirstPage = before === undefined;
  return (
    <LivePage title={pageWords.log} page="log" model={model} sheet="log">
      <div class="page-head log-head">
        <h1 tabIndex={-1}>{pageWords.log}</h1>
        <LogFilterForm filter={filter} pairs={[...services.store.state.pairs.keys()]} />
      </div>
      <ErrorLine id="log-problem" message={problem} />
      <FireLog model={model} {...log} {...{ filter, isFirstPage }} />
      <LogPaging path="/log" {...{ filter, isFirstPage, older }} />
    </LivePage>
  );
});
