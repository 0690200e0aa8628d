import { parseInput } from "@/lib/commands/parse_input.ts";
import { api, query } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { FiresQuery, selectFires } from "@/lib/http/fires_query.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const wanted = parseInput(FiresQuery, query(ctx));
    return Response.json({ fires: selectFires(ctx.state.services.store.state.fires, wanted) });
  }),
});
