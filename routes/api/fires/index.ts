import { parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { firesWithDeliveries } from "@/lib/protocol/fire_view.ts";
import { define } from "@/lib/server/define.ts";
import { FiresQuery, selectFires } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const wanted = parseInput(FiresQuery, query(ctx));
    const { fires, outbox } = ctx.state.services.store.state;
    return Response.json({ fires: firesWithDeliveries(selectFires(fires, wanted), outbox) });
  }),
});
