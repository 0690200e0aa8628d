import { parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { deliveriesFor } from "@/lib/server/visible.ts";
import { DeliveriesQuery, selectDeliveries } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const wanted = parseInput(DeliveriesQuery, query(ctx));
    const { outbox } = ctx.state.services.store.state;
    const deliveries = selectDeliveries(deliveriesFor(ctx.state, outbox), wanted);
    return Response.json({ deliveries });
  }),
});
