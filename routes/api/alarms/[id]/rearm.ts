import { api, command } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";

export const handler = define.handlers({
  POST: api(async (ctx) => {
    return Response.json(await command(ctx, "restart_alarm", { id: ctx.params.id }));
  }),
});
