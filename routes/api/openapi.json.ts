import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { openApi } from "@/lib/server/openapi.ts";
import { VERSION } from "@/lib/settings/config.ts";

/** Written when it is first asked for. */
let text: string | null = null;

export const handler = define.handlers({
  GET: api(() => {
    text ??= JSON.stringify(openApi(VERSION));
    return new Response(text, { headers: { "content-type": "application/json" } });
  }),
});
