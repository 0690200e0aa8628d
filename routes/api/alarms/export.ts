import { parseInput } from "@/lib/commands/parse_input.ts";
import { alarmExport, ExportQuery } from "@/lib/http/alarm_export.ts";
import { api, query } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { store, now } = ctx.state.services;
    return alarmExport(store.state, parseInput(ExportQuery, query(ctx)), now());
  }),
});
