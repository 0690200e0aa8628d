import { parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { auditAnswer, AuditQuery } from "@/lib/server/log.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const wanted = parseInput(AuditQuery, query(ctx));
    return auditAnswer(ctx.state.services.auditLog, wanted, ctx.req.signal);
  }),
});
