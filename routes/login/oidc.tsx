import { HttpError, page } from "fresh";
import { ACCOUNT_REFUSALS, AccountRefusal } from "@/lib/accounts/state.ts";
import { define } from "@/lib/server/define.ts";
import { comeBack } from "@/lib/server/oidc_api.ts";
import { EntryPage } from "../(_components)/EntryPage.tsx";

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
    <EntryPage title="Log in">
      <h1 tabIndex={-1}>Not logged in</h1>
      <p>{why}</p>
      <p>
        <a href="/login" aria-current="false">Back to the login</a>
      </p>
    </EntryPage>
  );
});
