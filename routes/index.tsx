import { signal } from "@preact/signals";
import { Board } from "@/islands/Board.tsx";
import { QuickAlarm } from "@/islands/QuickAlarm.tsx";
import { firstRows } from "@/lib/client/board/arrange.ts";
import { readViewCookie } from "@/lib/client/board/view.ts";
import { suggestLines } from "@/lib/client/line/suggest.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define, readOnly } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";

export const handler = readOnly;

/** What browsers on phones call themselves; the width of the window is not known here. */
const PHONE = /\bMobile\b/;

/** The dashboard: every pair and alarm. */
export default define.page(async function PricesPage({ state, req }) {
  const firstView = readViewCookie(req.headers.get("cookie"));
  const snapshot = await pageSnapshot(state.services);
  const drawn = firstRows(snapshot, firstView);
  const model = signal(
    modelOf(lightSnapshot(snapshot, { isDrawn: (symbol) => drawn.has(symbol) })),
  );
  return (
    <LivePage title="Prices" page="prices" model={model} sheet="prices">
      <QuickAlarm model={model} examples={suggestLines("", { kind: "empty" }, snapshot.pairs)} />
      <Board
        model={model}
        firstView={firstView}
        isPhone={PHONE.test(req.headers.get("user-agent") ?? "")}
      />
    </LivePage>
  );
});
