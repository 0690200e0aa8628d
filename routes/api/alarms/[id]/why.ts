import { api } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { findKnownAlarm } from "@/lib/http/find_known_alarm.ts";
import { why } from "@/lib/http/why.ts";

export const handler = define.handlers({
  GET: api(async (ctx) => {
    const { state: { services }, params, req } = ctx;
    const known = await findKnownAlarm(services, ctx, params.id ?? "");
    return Response.json(await why(services, known, req.signal));
  }),
});
