import { api } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { serverSettings } from "@/lib/http/server_settings.ts";

export const handler = define.handlers({
  GET: api(async (ctx) => Response.json(await serverSettings(ctx.state.services))),
});
