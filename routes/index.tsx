import { signal } from "@preact/signals";
import { page } from "fresh";
import { Board } from "@/islands/Board.tsx";
import { QuickAlarm } from "@/islands/QuickAlarm.tsx";
import { firstRows } from "@/lib/client/board/arrange.ts";
import { readViewCookie } from "@/lib/client/board/view.ts";
import { suggestLines } from "@/lib/client/line/suggest.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";
import { pageWords } from "@/components/page/texts.ts";

export const handler = define.handlers({
  GET: async ({ state }) => page({ snapshot: await pageSnapshot(state.services) }),
});

/** What browsers on phones call themselves; the width of the window is not known here. */
const PHONE = /\bMobile\b/;

/** The dashboard: every pair and alarm. */
export default define.page<typeof handler>(function PricesPage({ data: { snapshot }, req }) {
  const firstView = readViewCookie(req.headers.get("cookie"));
  const drawn = firstRows(snapshot, firstView);
  const model = signal(
    modelOf(lightSnapshot(snapshot, { isDrawn: (symbol) => drawn.has(symbol) })),
  );
  return (
    <LivePage title={pageWords.prices} page="prices" model={model} sheet="prices">
      <QuickAlarm model={model} examples={suggestLines("", { kind: "empty" }, snapshot.pairs)} />
      <Board
        model={model}
        firstView={firstView}
        isPhone={PHONE.test(req.headers.get("user-agent") ?? "")}
      />
    </LivePage>
  );
});
