import { api, command, readObject } from "@/lib/server/api.ts";
import { channelFor } from "@/lib/server/who.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { channels } = ctx.state.services.store.state;
    const views = channels.map((channel) => channelFor(ctx.state, channel));
    return Response.json({ channels: views });
  }),
  POST: api(async (ctx) => {
    const added = await command(ctx, "add_channel", await readObject(ctx.req));
    return Response.json(added, { status: 201 });
  }),
});
