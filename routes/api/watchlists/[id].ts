import { carriesOut, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  PATCH: carriesOut("update_watchlist", async ({ req, params }) => (
    { ...await readObject(req), id: params.id }
  )),
  DELETE: carriesOut("remove_watchlist", ({ params }) => ({ id: params.id })),
});
