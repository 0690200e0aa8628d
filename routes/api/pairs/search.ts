import { parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { PairSearchQuery } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api(async (ctx) => {
    const { q, source } = parseInput(PairSearchQuery, query(ctx));
    return Response.json({ pairs: await ctx.state.services.findPairs(q, source) });
  }),
});
