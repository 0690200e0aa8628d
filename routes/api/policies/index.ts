import { api, command, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => Response.json({ policies: ctx.state.services.store.state.policies })),
  POST: api(async (ctx) => {
    const added = await command(ctx, "add_policy", await readObject(ctx.req));
    return Response.json(added, { status: 201 });
  }),
});
