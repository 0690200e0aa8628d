import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { listOfUser } from "@/lib/server/oidc_api.ts";

export const handler = define.handlers({ GET: api(listOfUser) });
