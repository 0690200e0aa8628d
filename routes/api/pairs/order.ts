import { api, command } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { readJson } from "@/lib/http/read_json.ts";

export const handler = define.handlers({
  PUT: api(async (ctx) => {
    return Response.json(await command(ctx, "reorder_pairs", await readJson(ctx.req)));
  }),
});
