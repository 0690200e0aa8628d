import { HttpError, page } from "fresh";
import { ACCOUNT_REFUSALS, AccountRefusal } from "@/lib/accounts/state.ts";
import { define } from "@/lib/server/define.ts";
import { comeBack } from "@/lib/server/api/session.ts";
import { EntryPage } from "@/components/page/Document.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = define.handlers({
  GET: async (ctx) => {
    if (ctx.state.services.accounts.identities.providerName === null) throw new HttpError(404);
    try {
      return await comeBack(ctx);
    } catch (error) {
      if (!(error instanceof AccountRefusal)) throw error;
      return page({ why: error.message }, { status: ACCOUNT_REFUSALS[error.code] });
    }
  },
});

/** Why a login at the provider came to nothing. */
export default define.page<typeof handler>(function OidcPage({ data: { why } }) {
  return (
    <EntryPage title={routeWords.logIn}>
      <h1 tabIndex={-1}>{routeWords.notLoggedIn}</h1>
      <p lang="en">{why}</p>
      <p>
        <a href="/login" aria-current="false">{routeWords.backToLogin}</a>
      </p>
    </EntryPage>
  );
});
