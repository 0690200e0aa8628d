import { findPair, parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { historyAnswer } from "@/lib/server/past.ts";
import { HistoryQuery } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api(async (ctx) => {
    const { services } = ctx.state;
    const pair = findPair(services.store.state, ctx.params.symbol ?? "");
    const { from, to, step } = parseInput(HistoryQuery(services.now()), query(ctx));
    const wanted = { from, to, stepMs: step * 1000 };
    return Response.json(await historyAnswer(services, pair, wanted, ctx.req.signal));
  }),
});
