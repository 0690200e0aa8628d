import { signal } from "@preact/signals";
import { can } from "@/lib/accounts/rights.ts";
import { AlarmFiles } from "@/islands/AlarmFiles.tsx";
import { BrowserSettings } from "@/islands/BrowserSettings.tsx";
import { ServerFacts } from "@/islands/ServerFacts.tsx";
import { readViewCookie } from "@/lib/client/board/view.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define, readOnly } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { serverSettings } from "@/lib/server/queries.ts";
import { chosenLanguage } from "@/lib/text/language.ts";
import { LivePage } from "./(_components)/LivePage.tsx";

export const handler = readOnly;

/** What counts in this browser, the alarms as a file, and how the server is set up. */
export default define.page(async function SettingsPage({ state: { services, who }, req }) {
  // Addresses inside a network are for admins.
  const server = can(who, "seeServer") ? await serverSettings(services) : null;
  const cookie = req.headers.get("cookie");
  const snapshot = await pageSnapshot(services);
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage
      title="Settings"
      page="settings"
      model={model}
      sheet="settings"
      class="sections settings"
    >
      <h1 tabIndex={-1}>Settings</h1>
      <section aria-labelledby="browser">
        <h2 id="browser">This browser</h2>
        <BrowserSettings
          model={model}
          firstView={readViewCookie(cookie)}
          language={chosenLanguage(cookie)}
        />
      </section>
      <section aria-labelledby="alarms">
        <h2 id="alarms">Alarms as a file</h2>
        <AlarmFiles />
      </section>
      {server !== null && (
        <section aria-labelledby="server">
          <h2 id="server">The server</h2>
          <p class="field-hint">
            To be read only: set these in the environment or in{" "}
            <code>.env</code>, and start it again.
          </p>
          <ServerFacts model={model} server={server} />
          <p class="settings-links">
            <a class="button" href="/log" aria-current="false">Log of all fires and changes</a>
            <a
              class="button"
              href="/api/audit?format=csv&limit=100000"
              aria-current="false"
              download
            >
              Log as CSV
            </a>
            <a class="button" href="/api/openapi.json" aria-current="false">API</a>
          </p>
        </section>
      )}
    </LivePage>
  );
});
