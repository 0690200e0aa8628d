import { signal } from "@preact/signals";
import { Board } from "@/islands/Board.tsx";
import { QuickAlarm } from "@/islands/QuickAlarm.tsx";
import { define, readOnly } from "@/lib/http/define.ts";
import { lightSnapshot } from "@/lib/http/light_snapshot.ts";
import { readViewCookie } from "@/lib/live/board/board_view.ts";
import { firstRows } from "@/lib/live/board/first_rows.ts";
import { modelOf } from "@/lib/live/model.ts";
import { LivePage } from "./(_components)/LivePage.tsx";

export const handler = readOnly;

/** The dashboard: every pair and alarm. */
export default define.page(function PricesPage({ state, req }) {
  const firstView = readViewCookie(req.headers.get("cookie"));
  const snapshot = state.services.snapshot();
  const drawn = firstRows(snapshot, firstView);
  const model = signal(
    modelOf(lightSnapshot(snapshot, { isDrawn: (symbol) => drawn.has(symbol) })),
  );
  return (
    <LivePage
      title="Prices"
      page="prices"
      model={model}
      sheet="prices"
    >
      <QuickAlarm model={model} />
      <Board model={model} firstView={firstView} />
    </LivePage>
  );
});
