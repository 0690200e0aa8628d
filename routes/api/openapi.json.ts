import { api } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { openApi } from "@/lib/http/openapi.ts";

export const handler = define.handlers({
  GET: api((ctx) => Response.json(openApi(ctx.state.services.status().version))),
});
