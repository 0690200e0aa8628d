import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  GET(ctx) {
    const { services } = ctx.state;
    const { lastCheckAt, store: { problem: storeProblem } } = services;
    const isHealthy = services.isHealthy();
    const body = { status: isHealthy ? "ok" : "failing", lastCheckAt, storeProblem };
    const headers = { "cache-control": "no-store" };
    return Response.json(body, { status: isHealthy ? 200 : 503, headers });
  },
});
