import { parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { auditAnswer, AuditQuery } from "@/lib/server/log.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const wanted = parseInput(AuditQuery, query(ctx));
    const { services: { auditLog }, who } = ctx.state;
    return auditAnswer(auditLog, wanted, who, ctx.req.signal);
  }),
});
