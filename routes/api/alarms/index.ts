import { hasTag } from "@/lib/alarms/limits.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { listInTurns } from "@/lib/server/bodies.ts";
import { define } from "@/lib/server/define.ts";
import { AlarmsQuery } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { tag } = parseInput(AlarmsQuery, query(ctx));
    const pairs = [...ctx.state.services.store.state.pairs.values()];
    return listInTurns("alarms", placed(pairs, tag), (alarm) => alarm);
  }),
});

/** One after the other, so that a list that nobody reads holds none of them. */
function* placed(pairs: readonly Pair[], tag: string | undefined) {
  for (const { symbol, alarms } of pairs) {
    for (const alarm of alarms) {
      if (tag === undefined || hasTag(alarm, tag)) yield { pair: symbol, alarm };
    }
  }
}
