import { findPair } from "@/lib/commands/lookup.ts";
import { parseInput } from "@/lib/commands/parse_input.ts";
import { api, query } from "@/lib/http/api.ts";
import { coverageAnswer } from "@/lib/http/coverage_answer.ts";
import { CoverageQuery } from "@/lib/http/coverage_query.ts";
import { define } from "@/lib/http/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { store, now } = ctx.state.services;
    const pair = findPair(store.state, ctx.params.symbol ?? "");
    const span = parseInput(CoverageQuery(now()), query(ctx));
    return Response.json(coverageAnswer(pair, span));
  }),
});
