import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import { findPair } from "@/lib/commands/lookup.ts";
import { parseInput } from "@/lib/commands/parse_input.ts";
import { api, command } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { readJson } from "@/lib/http/read_json.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const pair = findPair(ctx.state.services.store.state, ctx.params.symbol ?? "");
    return Response.json({ alarms: pair.alarms });
  }),
  POST: api(async (ctx) => {
    const alarm = parseInput(NewAlarm, await readJson(ctx.req));
    const answer = await command(ctx, "add_alarm", { pair: ctx.params.symbol, alarm });
    const headers = { location: `/api/alarms/${answer.alarm.id}` };
    return Response.json(answer, { status: 201, headers });
  }),
});
