import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import * as oidc from "@/lib/server/oidc_api.ts";

export const handler = define.handlers({
  POST: api((ctx) => oidc.go(ctx, "login")),
  PUT: api(oidc.giveCode),
  PATCH: api((ctx) => oidc.go(ctx, "confirm")),
});
