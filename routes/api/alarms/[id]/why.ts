import { findAlarm } from "@/lib/commands/lookup.ts";
import { api } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { why } from "@/lib/http/why.ts";

export const handler = define.handlers({
  GET: api(async (ctx) => {
    const { services } = ctx.state;
    const { pair, alarm } = findAlarm(services.store.state, ctx.params.id ?? "");
    return Response.json(await why(services, { pair: pair.symbol, alarm }, ctx.req.signal));
  }),
});
