import { api, command, readJson } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { viewOf } from "@/lib/server/pages.ts";
import { listInTurns } from "@/lib/server/bodies.ts";

export const handler = define.handlers({
  GET: api(({ state: { services } }) => {
    const pairs = [...services.store.state.pairs.values()];
    return listInTurns("pairs", pairs, (pair) => viewOf(pair, services));
  }),
  POST: api(async (ctx) => {
    const answer = await command(ctx, "add_pair", await readJson(ctx.req));
    const headers = { location: `/api/pairs/${encodeURIComponent(answer.pair.symbol)}` };
    return Response.json(answer, { status: 201, headers });
  }),
});
