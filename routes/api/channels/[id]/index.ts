import { api, carriesOut, readObject } from "@/lib/server/api.ts";
import { findChannelFor } from "@/lib/server/visible.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    return Response.json({ channel: findChannelFor(ctx.state, ctx.params.id ?? "") });
  }),
  PATCH: carriesOut("update_channel", async ({ req, params }) => (
    { ...await readObject(req), id: params.id }
  )),
  DELETE: carriesOut("remove_channel", ({ params }) => ({ id: params.id })),
});
