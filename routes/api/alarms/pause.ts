import { api, command, readJson } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  POST: api(async (ctx) =>
    Response.json(await command(ctx, "pause_alarms", await readJson(ctx.req)))
  ),
});
