import { findAlarm } from "@/lib/commands/refusal.ts";
import { api, command, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { pair, alarm } = findAlarm(ctx.state.services.store.state, ctx.params.id ?? "");
    return Response.json({ pair: pair.symbol, alarm });
  }),
  PATCH: api(async (ctx) => {
    const input = { ...await readObject(ctx.req), id: ctx.params.id };
    return Response.json(await command(ctx, "update_alarm", input));
  }),
  DELETE: api(async (ctx) => {
    return Response.json(await command(ctx, "remove_alarm", { id: ctx.params.id }));
  }),
});
