import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { findKnownAlarm } from "@/lib/server/log.ts";
import { why } from "@/lib/server/past.ts";

export const handler = define.handlers({
  GET: api(async (ctx) => {
    const { state: { services }, params, req } = ctx;
    const known = await findKnownAlarm(services, ctx, params.id ?? "");
    return Response.json(await why(services, known, req.signal));
  }),
});
