import { signal } from "@preact/signals";
import { AlarmManager } from "@/islands/AlarmManager.tsx";
import { modelOf } from "@/lib/client/model.ts";
import { define, readOnly } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "../(_components)/LivePage.tsx";

export const handler = readOnly;

/** All alarms of all pairs; `?find` names words to find some by, such as a pair. */
export default define.page(async function AlarmsPage({ state, url }) {
  const words = (url.searchParams.get("find") ?? "").slice(0, 100);
  const isDrawn = (symbol: string) => symbol === words.toUpperCase();
  const snapshot = await pageSnapshot(state.services);
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn, hasAlarms: true })));
  return (
    <LivePage title="Alarms" page="alarms" model={model} sheet="alarms">
      <AlarmManager model={model} words={words} />
    </LivePage>
  );
});
