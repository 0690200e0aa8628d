import { asset } from "fresh/runtime";
import { OldBrowser, Stylesheet } from "@/components/page/Document.tsx";
import { PageLanguage } from "@/islands/PageLanguage.tsx";
import { actionsOf, sharedActionsOf } from "@/lib/accounts/rights.ts";
import { define, type State } from "@/lib/server/define.ts";
import { speak } from "@/lib/language/texts.ts";

/** The HTML around every page. */
export default define.layout(function AppShell({ Component, state, config: { basePath } }) {
  const { language = "en" } = state;
  // What is drawn below is drawn in one go, and so in one language; messages and files stay in English.
  speak(language);
  return (
    <html
      lang={language}
      data-theme="auto"
      data-look="quiet"
      {...rightsOf(state)}
      data-base={basePath || undefined}
      {...waysOf(state)}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f4f5f7" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0c0f14" media="(prefers-color-scheme: dark)" />
        <title>Crypto Price Alarm</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icon-180.png" />
        {/* Behind a proxy with a password the manifest is not there without it. */}
        <link rel="manifest" href="/manifest.webmanifest" crossOrigin="use-credentials" />
        <Stylesheet name="everywhere" />
        <script src={asset("/theme.js")} />
      </head>
      <body>
        <OldBrowser />
        <Component />
        {language !== "en" && <PageLanguage />}
        <EndOfPage />
      </body>
    </html>
  );
});

function EndOfPage() {
  speak("en");
  return null;
}

/** Ways to log in beside a password, for whatever login the page shows. */
function waysOf({ services }: Partial<State>) {
  if (services === undefined) return {};
  const { passkeys, identities } = services.accounts;
  return {
    "data-passkeys": passkeys.areUsed ? "used" : undefined,
    "data-provider": identities.providerName ?? undefined,
  };
}

/** Who looks, and what they may: stylesheets hide what they may not. Nothing is hidden where nobody logs in. */
function rightsOf({ who }: Partial<State>) {
  if (who?.kind !== "person") return {};
  const shared = sharedActionsOf(who).map((action) => `${action}:shared`);
  return {
    "data-user": who.person.login,
    "data-may": [...actionsOf(who), ...shared].join(" "),
  };
}
