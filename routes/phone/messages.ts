import { api, readObject } from "@/lib/server/api/answer.ts";
import { define } from "@/lib/server/define.ts";
import { shownPhone, usePhone } from "@/lib/server/phone.ts";

/** What the demo's phone shows, and what a person does with it. */
export const handler = define.handlers({
  GET: (ctx) => Response.json(shownPhone(ctx.state), NOT_KEPT),
  POST: api(async (ctx) => {
    const said = await usePhone(ctx.state, await readObject(ctx.req));
    return Response.json({ said, ...shownPhone(ctx.state) });
  }),
});

const NOT_KEPT = { headers: { "cache-control": "no-store" } };
