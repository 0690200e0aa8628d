import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { findPair, parseInput } from "@/lib/commands/command.ts";
import { api, readJson } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { longWork } from "@/lib/server/pacing.ts";
import { replayAnswer } from "@/lib/server/past.ts";

export const handler = define.handlers({
  POST: api(async (ctx) => {
    const { services } = ctx.state;
    const { symbol } = findPair(services.store.state, ctx.params.symbol ?? "");
    const alarm = parseInput(NewAlarm, await readJson(ctx.req));
    const { signal } = ctx.req;
    const replay = () => replayAnswer(services, symbol, alarm, signal);
    return Response.json(await longWork("pasts", replay, signal));
  }),
});
