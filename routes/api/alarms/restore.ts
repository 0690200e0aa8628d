import { api, command, readJson } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  POST: api(async (ctx) => {
    const answer = await command(ctx, "restore_alarms", await readJson(ctx.req));
    return Response.json(answer, { status: 201 });
  }),
});
