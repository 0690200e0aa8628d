import { parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { FiresQuery, selectFires } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const wanted = parseInput(FiresQuery, query(ctx));
    return Response.json({ fires: selectFires(ctx.state.services.store.state.fires, wanted) });
  }),
});
