import { signal } from "@preact/signals";
import { Head } from "fresh/runtime";
import { NoScript } from "@/components/NoScript.tsx";
import { SiteHeader } from "@/components/SiteHeader.tsx";
import { FireLog } from "@/islands/FireLog.tsx";
import { Ringing } from "@/islands/Ringing.tsx";
import { StatusBar } from "@/islands/StatusBar.tsx";
import { ThemeToggle } from "@/islands/ThemeToggle.tsx";
import { define } from "@/lib/http/define.ts";
import { selectFires } from "@/lib/http/fires_query.ts";
import { FIRES_A_PAGE } from "@/lib/live/fetch_fires.ts";
import { modelOf } from "@/lib/live/model.ts";

/** What has rung, newest first; `?before=<id of a fire>` shows the older ones. */
export default define.page(function LogPage({ state, url }) {
  const { services } = state;
  const model = signal(modelOf(services.snapshot()));
  const before = url.searchParams.get("before") ?? undefined;
  // One more than is shown tells whether there are older ones.
  const range = { before, limit: FIRES_A_PAGE + 1 };
  const fires = selectFires(services.store.state.fires, range).toReversed();
  const shown = fires.slice(0, FIRES_A_PAGE);
  const last = fires.length > FIRES_A_PAGE ? shown.at(-1) : undefined;
  return (
    <>
      <Head>
        <title>Log · Crypto Price Alarm</title>
      </Head>
      <SiteHeader page="log">
        <ThemeToggle />
      </SiteHeader>
      <Ringing model={model} />
      <StatusBar model={model} />
      <main id="main">
        <NoScript />
        <div class="board-head">
          <h1 tabIndex={-1}>Log</h1>
        </div>
        <FireLog model={model} fires={shown} isFirstPage={before === undefined} />
        <nav class="paging" aria-label="Pages of the log">
          {before !== undefined && <a class="button" href="/log">Newest</a>}
          {last !== undefined && <a class="button" href={`/log?before=${last.id}`}>Older</a>}
        </nav>
      </main>
    </>
  );
});
