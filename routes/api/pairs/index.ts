import { api, command } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { viewOf } from "@/lib/http/view_of.ts";
import { readJson } from "@/lib/http/read_json.ts";
import { listInTurns } from "@/lib/http/text_in_turns.ts";

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
