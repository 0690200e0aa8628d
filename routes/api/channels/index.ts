import { api, command, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { store, channels } = ctx.state.services;
    const views = store.state.channels.map((channel) => channels.view(channel));
    return Response.json({ channels: views });
  }),
  POST: api(async (ctx) => {
    const added = await command(ctx, "add_channel", await readObject(ctx.req));
    return Response.json(added, { status: 201 });
  }),
});
