import { api, command, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => Response.json({ watchlists: ctx.state.services.store.state.watchlists })),
  POST: api(async (ctx) => {
    const added = await command(ctx, "add_watchlist", await readObject(ctx.req));
    return Response.json(added, { status: 201 });
  }),
});
