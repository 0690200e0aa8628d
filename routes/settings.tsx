import { signal } from "@preact/signals";
import { page } from "fresh";
import { can } from "@/lib/accounts/rights.ts";
import { AlarmFiles } from "@/islands/AlarmFiles.tsx";
import { BrowserSettings } from "@/islands/BrowserSettings.tsx";
import { ServerFacts } from "@/islands/ServerFacts.tsx";
import { readViewCookie } from "@/lib/client/board/view.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { serverSettings } from "@/lib/server/api/server.ts";
import { chosenLanguage } from "@/lib/protocol/cookie.ts";
import { LivePage } from "./(_components)/LivePage.tsx";
import { pageWords } from "@/components/page/texts.ts";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = define.handlers({
  GET: async ({ state: { services, who } }) => {
    // Addresses inside a network are for admins.
    const server = can(who, "seeServer") ? await serverSettings(services) : null;
    return page({ server, snapshot: await pageSnapshot(services) });
  },
});

/** What counts in this browser, the alarms as a file, and how the server is set up. */
export default define.page<typeof handler>(function SettingsPage({ data, req }) {
  const { server, snapshot } = data;
  const cookie = req.headers.get("cookie");
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage
      title={pageWords.settings}
      page="settings"
      model={model}
      sheet="settings"
      class="sections settings"
    >
      <h1 tabIndex={-1}>{pageWords.settings}</h1>
      <section aria-labelledby="browser">
        <h2 id="browser">{routeWords.thisBrowser}</h2>
        <BrowserSettings
          model={model}
          firstView={readViewCookie(cookie)}
          language={chosenLanguage(cookie)}
        />
      </section>
      <section aria-labelledby="alarms">
        <h2 id="alarms">{routeWords.alarmFiles}</h2>
        <AlarmFiles />
      </section>
      {server !== null && (
        <section aria-labelledby="server">
          <h2 id="server">{routeWords.server}</h2>
          <p class="field-hint">{routeWords.readOnly()}</p>
          <ServerFacts model={model} server={server} />
          <p class="settings-links">
            <a class="button" href="/log" aria-current="false">{routeWords.wholeLog}</a>
            <a
              class="button"
              href="/api/audit?format=csv&limit=100000"
              aria-current="false"
              download
            >
              {routeWords.logAsCsv}
            </a>
            <a class="button" href="/api/openapi.json" aria-current="false">API</a>
          </p>
        </section>
      )}
    </LivePage>
  );
});
