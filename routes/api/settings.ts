import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { serverSettings } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api(async (ctx) => Response.json(await serverSettings(ctx.state.services))),
});
