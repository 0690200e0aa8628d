import { findPair, parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { coverageAnswer, CoverageQuery } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { store, now } = ctx.state.services;
    const pair = findPair(store.state, ctx.params.symbol ?? "");
    const span = parseInput(CoverageQuery(now()), query(ctx));
    return Response.json(coverageAnswer(pair, span));
  }),
});
