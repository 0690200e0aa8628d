import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { openApi } from "@/lib/server/openapi.ts";

export const handler = define.handlers({
  GET: api((ctx) => Response.json(openApi(ctx.state.services.status().version))),
});
