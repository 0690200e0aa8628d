import { signal } from "@preact/signals";
import { page } from "fresh";
import { AccountManager } from "@/islands/AccountManager.tsx";
import { personView } from "@/lib/accounts/people.ts";
import { BY_PROXY } from "@/lib/accounts/sessions.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";
import { pageWords } from "@/components/page/texts.ts";

export const handler = define.handlers({
  // Where nobody logs in there is no account to look at.
  GET: async (ctx) => {
    const { who, services } = ctx.state;
    if (who.kind !== "person") return ctx.redirect("/setup", 303);
    return page({ snapshot: await pageSnapshot(services) });
  },
});

/** One's own account. */
export default define.page<typeof handler>(function AccountPage({ data: { snapshot }, state }) {
  const { services, who } = state;
  const { accounts: { book, own, passkeys, identities } } = services;
  const user = personView(book.personOf(who));
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage
      title={pageWords.account}
      page="account"
      model={model}
      sheet="account"
      class="sections account"
    >
      <h1 tabIndex={-1}>{user.name}</h1>
      <p class="field-hint">
        {routeWords.loggedInAs(user.login, user.role)}{" "}
        {user.role === "admin" && <a href="/people" aria-current="false">{routeWords.people}</a>}
      </p>
      {book.sessionOf(who).method === BY_PROXY && <p class="field-hint">{routeWords.byProxy}</p>}
      <AccountManager
        model={model}
        user={user}
        sessions={own.sessions(who)}
        tokens={own.tokens(who)}
        passkeys={passkeys.list(user.id)}
        identities={identities.list(user.id)}
        hasProvider={identities.providerName !== null}
      />
    </LivePage>
  );
});
