import { findPair } from "@/lib/commands/refusal.ts";
import { api, command } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { viewOf } from "@/lib/server/pages.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { services } = ctx.state;
    const pair = findPair(services.store.state, ctx.params.symbol ?? "");
    return Response.json({ pair: viewOf(pair, services) });
  }),
  DELETE: api(async (ctx) => {
    return Response.json(await command(ctx, "remove_pair", { pair: ctx.params.symbol }));
  }),
});
