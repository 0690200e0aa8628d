import { api, command } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";

export const handler = define.handlers({
  POST: api(async (ctx) => Response.json(await command(ctx, "acknowledge", { all: true }))),
});
