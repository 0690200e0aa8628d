import { carriesOut, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

/** Whoever names no fires means all of them. */
export const handler = define.handlers({
  POST: carriesOut("acknowledge", async ({ req }) => {
    const body = await readObject(req);
    return Object.keys(body).length === 0 ? { all: true } : body;
  }),
});
