import { findPair } from "@/lib/commands/lookup.ts";
import { api, command } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const pair = findPair(ctx.state.services.store.state, ctx.params.symbol ?? "");
    return Response.json({ pair });
  }),
  DELETE: api(async (ctx) => {
    return Response.json(await command(ctx, "remove_pair", { pair: ctx.params.symbol }));
  }),
});
