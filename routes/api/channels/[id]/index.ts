import { findChannel } from "@/lib/commands/channels.ts";
import { api, carriesOut, readObject } from "@/lib/server/api.ts";
import { channelFor } from "@/lib/server/who.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const channel = findChannel(ctx.state.services.store.state, ctx.params.id ?? "");
    return Response.json({ channel: channelFor(ctx.state, channel) });
  }),
  PATCH: carriesOut("update_channel", async ({ req, params }) => (
    { ...await readObject(req), id: params.id }
  )),
  DELETE: carriesOut("remove_channel", ({ params }) => ({ id: params.id })),
});
