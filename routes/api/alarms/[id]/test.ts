import { api, command } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  POST: api(async (ctx) => {
    return Response.json(await command(ctx, "test_alarm", { id: ctx.params.id }));
  }),
});
