import { signal } from "@preact/signals";
import { page } from "fresh";
import { AlarmManager } from "@/islands/AlarmManager.tsx";
import { readAlarmView } from "@/lib/client/alarms/alarm_view.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "../(_components)/LivePage.tsx";
import { pageWords } from "@/components/page/texts.ts";

export const handler = define.handlers({
  GET: async ({ state }) => page({ snapshot: await pageSnapshot(state.services) }),
});

/** All alarms of all pairs; the address says which of them, in which order and groups. */
export default define.page<typeof handler>(function AlarmsPage({ data: { snapshot }, url }) {
  const first = readAlarmView(url.searchParams);
  const isDrawn = (symbol: string) => symbol === first.text.toUpperCase();
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn, hasAlarms: true })));
  return (
    <LivePage title={pageWords.alarms} page="alarms" model={model} sheet="alarms">
      <AlarmManager model={model} first={first} />
    </LivePage>
  );
});
