import { findPair } from "@/lib/commands/command.ts";
import { api, carriesOut } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { viewOf } from "@/lib/server/pages.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { services } = ctx.state;
    const pair = findPair(services.store.state, ctx.params.symbol ?? "");
    return Response.json({ pair: viewOf(pair, services) });
  }),
  DELETE: carriesOut("remove_pair", ({ params }) => ({ pair: params.symbol })),
});
