import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { removeOfUser } from "@/lib/server/passkeys_api.ts";

export const handler = define.handlers({ DELETE: api(removeOfUser) });
