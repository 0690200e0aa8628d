import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import * as passkeys from "@/lib/server/passkeys_api.ts";

export const handler = define.handlers({
  POST: api(passkeys.begin),
  PUT: api(passkeys.logIn),
  PATCH: api(passkeys.confirm),
});
