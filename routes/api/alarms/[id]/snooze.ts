import { api, command } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";
import { readObject } from "@/lib/http/read_json.ts";

export const handler = define.handlers({
  POST: api(async (ctx) => {
    const input = { ...await readObject(ctx.req), id: ctx.params.id };
    return Response.json(await command(ctx, "snooze_alarm", input));
  }),
});
