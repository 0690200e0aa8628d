import { page } from "fresh";
import { LoginForm } from "@/islands/LoginForm.tsx";
import { define } from "@/lib/server/define.ts";
import { safeNext } from "@/lib/server/who.ts";
import { EntryPage } from "@/components/page/Document.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = define.handlers({
  GET: (ctx) => {
    const { who, services: { accounts: { book } } } = ctx.state;
    if (book.mode === "setup") return ctx.redirect("/setup", 303);
    // Whoever is in already, or needs no account, has nothing to do here.
    if (who.kind !== "nobody") return ctx.redirect(safeNext(ctx.url.searchParams.get("next")), 303);
    return page();
  },
});

export default define.page(function LoginPage({ url }) {
  return (
    <EntryPage title={routeWords.logIn}>
      <h1 tabIndex={-1}>{routeWords.logIn}</h1>
      <LoginForm
        next={safeNext(url.searchParams.get("next"))}
        wantsCode={url.searchParams.has("code")}
      />
      <p class="field-hint">{routeWords.forgot()}</p>
    </EntryPage>
  );
});
