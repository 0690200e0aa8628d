import * as accounts from "@/lib/server/accounts_api.ts";
import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => Response.json(accounts.sessionInfo(ctx))),
  POST: api(accounts.logIn),
  PATCH: api(accounts.confirm),
  DELETE: api(accounts.logOut),
});
