import { api } from "@/lib/server/api/answer.ts";
import { define } from "@/lib/server/define.ts";
import { METRICS_TYPE, metricsText } from "@/lib/server/metrics.ts";

export const handler = define.handlers({
  GET: api(({ state: { services } }) => {
    const headers = { "content-type": METRICS_TYPE };
    return new Response(metricsText(services.measures.now()), { headers });
  }),
});
