import { signal } from "@preact/signals";
import { Head } from "fresh/runtime";
import { NoScript } from "@/components/NoScript.tsx";
import { SiteHeader } from "@/components/SiteHeader.tsx";
import { Stylesheets } from "@/components/Stylesheets.tsx";
import { Board } from "@/islands/Board.tsx";
import { QuickAlarm } from "@/islands/QuickAlarm.tsx";
import { Ringing } from "@/islands/Ringing.tsx";
import { StatusBar } from "@/islands/StatusBar.tsx";
import { ThemeToggle } from "@/islands/ThemeToggle.tsx";
import { define } from "@/lib/http/define.ts";
import { lightSnapshot } from "@/lib/http/light_snapshot.ts";
import { readViewCookie } from "@/lib/live/board/board_view.ts";
import { firstRows } from "@/lib/live/board/first_rows.ts";
import { modelOf } from "@/lib/live/model.ts";

/** The dashboard: every pair and alarm. */
export default define.page(function PricesPage({ state, req }) {
  const firstView = readViewCookie(req.headers.get("cookie"));
  const snapshot = state.services.snapshot();
  const drawn = firstRows(snapshot, firstView);
  const model = signal(modelOf(lightSnapshot(snapshot, (symbol) => drawn.has(symbol))));
  return (
    <>
      <Head>
        <title>Prices · Crypto Price Alarm</title>
        <Stylesheets areas={["board", "pairs", "rows", "alarms", "forms", "quick"]} />
      </Head>
      <SiteHeader page="prices">
        <ThemeToggle />
      </SiteHeader>
      <Ringing model={model} />
      <StatusBar model={model} />
      <main id="main">
        <NoScript />
        <QuickAlarm model={model} />
        <Board model={model} firstView={firstView} />
      </main>
    </>
  );
});
