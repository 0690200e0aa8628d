import { api, command } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { readJson } from "@/lib/http/read_json.ts";

export const handler = define.handlers({
  POST: api(async (ctx) =>
    Response.json(await command(ctx, "remove_alarms", await readJson(ctx.req)))
  ),
});
