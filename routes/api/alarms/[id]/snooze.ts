import { api, command, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  POST: api(async (ctx) => {
    const input = { ...await readObject(ctx.req), id: ctx.params.id };
    return Response.json(await command(ctx, "snooze_alarm", input));
  }),
});
