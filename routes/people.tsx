import { signal } from "@preact/signals";
import { page } from "fresh";
import { PeopleManager } from "@/islands/PeopleManager.tsx";
import { personView } from "@/lib/accounts/people.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";

export const handler = define.handlers({
  GET: (ctx) => ctx.state.who.kind === "person" ? page() : ctx.redirect("/setup", 303),
});

/** Who may log in, and as what. */
export default define.page(async function PeoplePage({ state: { services, who } }) {
  const { accounts: { book, people } } = services;
  const own = personView(book.personOf(who));
  const snapshot = await pageSnapshot(services);
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage title="People" page="people" model={model} sheet="account" class="sections account">
      <h1 tabIndex={-1}>People</h1>
      <PeopleManager
        model={model}
        own={own}
        users={people.list()}
        invites={people.invites()}
      />
    </LivePage>
  );
});
