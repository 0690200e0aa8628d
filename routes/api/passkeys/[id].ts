import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import * as passkeys from "@/lib/server/passkeys_api.ts";

export const handler = define.handlers({
  PATCH: api(passkeys.rename),
  DELETE: api(passkeys.remove),
});
