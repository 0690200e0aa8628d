import { parseInput } from "@/lib/commands/parse_input.ts";
import { ImportQuery, readImport } from "@/lib/http/alarm_import.ts";
import { api, command, query } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";

export const handler = define.handlers({
  POST: api(async (ctx) => {
    const { dryRun } = parseInput(ImportQuery, query(ctx));
    const file = await readImport(ctx.req);
    return Response.json(await command(ctx, "import_alarms", { ...file, dryRun }));
  }),
});
