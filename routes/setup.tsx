import { page } from "fresh";
import { SetupForm } from "@/islands/SetupForm.tsx";
import { define } from "@/lib/server/define.ts";
import { isLoopback } from "@/lib/settings/trusted_proxies.ts";
import { EntryPage } from "@/components/page/Document.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = define.handlers({
  GET: async (ctx) => {
    const { accounts: { book, setupToken } } = ctx.state.services;
    const isNew = book.mode === "open" || book.mode === "setup";
    // A token that is over is made anew only for whoever can read it.
    if (isNew && isLoopback(ctx.state.address)) await setupToken.offer();
    return page();
  },
});

/** The first account, one by an invitation, or another password by a link: what stands behind `#` says which. */
export default define.page(function SetupPage() {
  return (
    <EntryPage title={routeWords.setUp}>
      <SetupForm />
    </EntryPage>
  );
});
