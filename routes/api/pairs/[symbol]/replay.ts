import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import { findPair } from "@/lib/commands/lookup.ts";
import { parseInput } from "@/lib/commands/parse_input.ts";
import { api } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { longWork } from "@/lib/http/long_work.ts";
import { readJson } from "@/lib/http/read_json.ts";
import { replayAnswer } from "@/lib/http/replay_answer.ts";

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
