import { signal } from "@preact/signals";
import { AlarmManager } from "@/islands/AlarmManager.tsx";
import { readAlarmView } from "@/lib/client/alarms/alarm_view.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define, readOnly } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "../(_components)/LivePage.tsx";

export const handler = readOnly;

/** All alarms of all pairs; the address says which of them, in which order and groups. */
export default define.page(async function AlarmsPage({ state, url }) {
  const first = readAlarmView(url.searchParams);
  const isDrawn = (symbol: string) => symbol === first.text.toUpperCase();
  const snapshot = await pageSnapshot(state.services);
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn, hasAlarms: true })));
  return (
    <LivePage title="Alarms" page="alarms" model={model} sheet="alarms">
      <AlarmManager model={model} first={first} />
    </LivePage>
  );
});
