import { api } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { listInTurns } from "@/lib/http/text_in_turns.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const pairs = [...ctx.state.services.store.state.pairs.values()];
    const alarms = pairs.flatMap((pair) =>
      pair.alarms.map((alarm) => ({ pair: pair.symbol, alarm }))
    );
    return listInTurns("alarms", alarms, (alarm) => alarm);
  }),
});
