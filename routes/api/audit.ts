import { parseInput } from "@/lib/commands/parse_input.ts";
import { api, query } from "@/lib/http/api.ts";
import { auditAnswer } from "@/lib/http/audit_answer.ts";
import { AuditQuery } from "@/lib/http/audit_query.ts";
import { define } from "@/lib/http/define.ts";

export const handler = define.handlers({
  GET: api((ctx) => {
    const wanted = parseInput(AuditQuery, query(ctx));
    return auditAnswer(ctx.state.services.auditLog, wanted, ctx.req.signal);
  }),
});
