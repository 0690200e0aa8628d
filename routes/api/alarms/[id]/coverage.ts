import { watchedFrom } from "@/lib/alarms/watched_from.ts";
import { findAlarm } from "@/lib/commands/lookup.ts";
import { parseInput } from "@/lib/commands/parse_input.ts";
import { api, query } from "@/lib/http/api.ts";
import { coverageAnswer } from "@/lib/http/coverage_answer.ts";
import { CoverageQuery } from "@/lib/http/coverage_query.ts";
import { define } from "@/lib/http/define.ts";

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
