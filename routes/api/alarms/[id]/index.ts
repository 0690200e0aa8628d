import { findAlarm } from "@/lib/commands/command.ts";
import { api, carriesOut, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { pair, alarm } = findAlarm(ctx.state.services.store.state, ctx.params.id ?? "");
    return Response.json({ pair: pair.symbol, alarm });
  }),
  PATCH: carriesOut("update_alarm", async ({ req, params }) => (
    { ...await readObject(req), id: params.id }
  )),
  DELETE: carriesOut("remove_alarm", ({ params }) => ({ id: params.id })),
});
