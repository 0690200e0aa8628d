import { signal } from "@preact/signals";
import { Head } from "fresh/runtime";
import { NoScript } from "@/components/NoScript.tsx";
import { SiteHeader } from "@/components/SiteHeader.tsx";
import { Stylesheets } from "@/components/Stylesheets.tsx";
import { AlarmManager } from "@/islands/AlarmManager.tsx";
import { Ringing } from "@/islands/Ringing.tsx";
import { StatusBar } from "@/islands/StatusBar.tsx";
import { ThemeToggle } from "@/islands/ThemeToggle.tsx";
import { define } from "@/lib/http/define.ts";
import { lightSnapshot } from "@/lib/http/light_snapshot.ts";
import { modelOf } from "@/lib/live/model.ts";

/** All alarms of all pairs; `?find` names words to find some by, such as a pair. */
export default define.page(function AlarmsPage({ state, url }) {
  const model = signal(modelOf(lightSnapshot(state.services.snapshot(), () => false)));
  return (
    <>
      <Head>
        <title>Alarms · Crypto Price Alarm</title>
        <Stylesheets areas={["board", "alarms", "forms", "quick", "picks"]} />
      </Head>
      <SiteHeader page="alarms">
        <ThemeToggle />
      </SiteHeader>
      <Ringing model={model} />
      <StatusBar model={model} />
      <main id="main">
        <NoScript />
        <AlarmManager model={model} words={(url.searchParams.get("find") ?? "").slice(0, 100)} />
      </main>
    </>
  );
});
