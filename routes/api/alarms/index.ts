import type { Pair } from "@/lib/store/state.ts";
import { api } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { listInTurns } from "@/lib/http/text_in_turns.ts";

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
