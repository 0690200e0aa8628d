import { api } from "@/lib/http/api.ts";
import { define } from "@/lib/http/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => Response.json(ctx.state.services.status())),
});
