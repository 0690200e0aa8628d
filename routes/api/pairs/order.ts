import { api, command, readJson } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  PUT: api(async (ctx) => {
    return Response.json(await command(ctx, "reorder_pairs", await readJson(ctx.req)));
  }),
});
