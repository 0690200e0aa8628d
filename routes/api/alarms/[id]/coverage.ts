import { watchedFrom } from "@/lib/alarms/alarm_state.ts";
import { findAlarm, parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { coverageAnswer, CoverageQuery } from "@/lib/server/queries.ts";

/** How closely the alarm's pair was watched since the alarm counts. */
export const handler = define.handlers({
  GET: api((ctx) => {
    const { store, now } = ctx.state.services;
    const { pair, alarm } = findAlarm(store.state, ctx.params.id ?? "");
    const { from, to } = parseInput(CoverageQuery(now()), query(ctx));
    const answer = coverageAnswer(pair, { from: Math.max(from, watchedFrom(alarm)), to });
    return Response.json({ alarmId: alarm.id, ...answer });
  }),
});
