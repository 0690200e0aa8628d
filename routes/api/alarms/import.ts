import { parseInput } from "@/lib/commands/command.ts";
import { ImportQuery, readImport } from "@/lib/server/alarm_files.ts";
import { api, command, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  POST: api(async (ctx) => {
    const { dryRun } = parseInput(ImportQuery, query(ctx));
    const file = await readImport(ctx.req);
    return Response.json(await command(ctx, "import_alarms", { ...file, dryRun }));
  }),
});
