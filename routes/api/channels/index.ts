import { api, command, readObject } from "@/lib/server/api.ts";
import { channelsFor } from "@/lib/server/visible.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    return Response.json({ channels: channelsFor(ctx.state) });
  }),
  POST: api(async (ctx) => {
    const added = await command(ctx, "add_channel", await readObject(ctx.req));
    return Response.json(added, { status: 201 });
  }),
});
