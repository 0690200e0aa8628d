import { signal } from "@preact/signals";
import { page } from "fresh";
import { AccountManager } from "@/islands/AccountManager.tsx";
import { BY_PROXY } from "@/lib/accounts/login.ts";
import { personView } from "@/lib/accounts/people.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";

export const handler = define.handlers({
  // Where nobody logs in there is no account to look at.
  GET: (ctx) => ctx.state.who.kind === "person" ? page() : ctx.redirect("/setup", 303),
});

/** One's own account. */
export default define.page(async function AccountPage({ state: { services, who } }) {
  const { accounts: { book, own, passkeys, identities } } = services;
  const user = personView(book.personOf(who));
  const snapshot = await pageSnapshot(services);
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage title="Account" page="account" model={model} sheet="account" class="sections account">
      <h1 tabIndex={-1}>{user.name}</h1>
      <p class="field-hint">
        Logged in as {user.login}, {user.role}.{" "}
        {user.role === "admin" && <a href="/people" aria-current="false">People</a>}
      </p>
      {book.sessionOf(who).method === BY_PROXY && (
        <p class="field-hint">
          The proxy before this server says at each request that it is you: log out there.
        </p>
      )}
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
