import { parseInput } from "@/lib/commands/command.ts";
import { alarmExport, ExportQuery } from "@/lib/server/alarm_files.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const { store, now } = ctx.state.services;
    return alarmExport(store.state, parseInput(ExportQuery, query(ctx)), now());
  }),
});
