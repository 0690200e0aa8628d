import type { Pair } from "@/lib/alarms/pair.ts";
import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { listInTurns } from "@/lib/server/bodies.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const pairs = [...ctx.state.services.store.state.pairs.values()];
    return listInTurns("alarms", placed(pairs), (alarm) => alarm);
  }),
});

/** One after the other, so that a list that nobody reads holds none of them. */
function* placed(pairs: readonly Pair[]) {
  for (const { symbol, alarms } of pairs) {
    for (const alarm of alarms) yield { pair: symbol, alarm };
  }
}
