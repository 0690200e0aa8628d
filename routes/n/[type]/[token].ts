import { api } from "@/lib/server/api/answer.ts";
import { takeCallback } from "@/lib/server/action_links.ts";
import { define } from "@/lib/server/define.ts";

/** What services tell of what a person did with a message; the signature says that it is the service. */
export const handler = define.handlers({
  POST: api((ctx) => takeCallback(ctx.state, ctx.params, ctx.req)),
});
