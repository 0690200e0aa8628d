import { api, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { phoneOf, usePhone } from "@/lib/server/phone.ts";

/** What the demo's phone shows, and what a person does with it. */
export const handler = define.handlers({
  GET: (ctx) => Response.json(phoneOf(ctx.state.services).picture, NOT_KEPT),
  POST: api(async (ctx) => {
    const said = await usePhone(ctx.state, await readObject(ctx.req));
    return Response.json({ said, ...phoneOf(ctx.state.services).picture });
  }),
});

const NOT_KEPT = { headers: { "cache-control": "no-store" } };
