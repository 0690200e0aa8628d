import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { findPair, parseInput } from "@/lib/commands/command.ts";
import { api, command, readJson } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

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
