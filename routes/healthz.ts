import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET(ctx) {
    const isHealthy = ctx.state.services.isHealthy();
    const { lastCheckAt, storeProblem } = ctx.state.services.status();
    const body = { status: isHealthy ? "ok" : "failing", lastCheckAt, storeProblem };
    const headers = { "cache-control": "no-store" };
    return Response.json(body, { status: isHealthy ? 200 : 503, headers });
  },
});
