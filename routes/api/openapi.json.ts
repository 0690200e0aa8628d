import { api } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { openApi } from "@/lib/server/openapi.ts";
import { VERSION } from "@/lib/settings/config.ts";

/** Written when it is first asked for, for the base path that it was asked at. */
let written: { readonly basePath: string; readonly text: string } | null = null;

export const handler = define.handlers({
  GET: api(({ config: { basePath } }) => {
    if (written?.basePath !== basePath) {
      written = { basePath, text: JSON.stringify(openApi(VERSION, basePath)) };
    }
    return new Response(written.text, { headers: { "content-type": "application/json" } });
  }),
});
