import { signal } from "@preact/signals";
import { page } from "fresh";
import { PeopleManager } from "@/islands/PeopleManager.tsx";
import { personView } from "@/lib/accounts/people.ts";
import { modelOf } from "@/lib/client/model.ts";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = define.handlers({
  GET: async (ctx) => {
    const { who, services } = ctx.state;
    if (who.kind !== "person") return ctx.redirect("/setup", 303);
    return page({ snapshot: await pageSnapshot(services) });
  },
});

/** Who may log in, and as what. */
export default define.page<typeof handler>(function PeoplePage({ data: { snapshot }, state }) {
  const { services, who } = state;
  const { accounts: { book, people } } = services;
  const own = personView(book.personOf(who));
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage
      title={routeWords.people}
      page="people"
      model={model}
      sheet="account"
      class="sections account"
    >
      <h1 tabIndex={-1}>{routeWords.people}</h1>
      <PeopleManager
        model={model}
        own={own}
        users={people.list()}
        invites={people.invites()}
      />
    </LivePage>
  );
});
