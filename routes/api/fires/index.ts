import { parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { firesWithDeliveries } from "@/lib/protocol/frames.ts";
import { define } from "@/lib/server/define.ts";
import { firesFor } from "@/lib/server/visible.ts";
import { FiresQuery, selectFires } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const wanted = parseInput(FiresQuery, query(ctx));
    const { fires, outbox } = ctx.state.services.store.state;
    const told = firesWithDeliveries(selectFires(fires, wanted), outbox);
    return Response.json({ fires: firesFor(ctx.state, told) });
  }),
});
