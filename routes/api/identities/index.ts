import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import * as oidc from "@/lib/server/oidc_api.ts";

export const handler = define.handlers({
  GET: api(oidc.list),
  POST: api((ctx) => oidc.go(ctx, "link")),
});
