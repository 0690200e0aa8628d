import * as accounts from "@/lib/server/accounts_api.ts";
import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  PATCH: api(accounts.changeUser),
  DELETE: api(accounts.removeUser),
});
