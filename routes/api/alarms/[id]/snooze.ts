import { carriesOut, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  POST: carriesOut(
    "snooze_alarm",
    async ({ req, params }) => ({ ...await readObject(req), id: params.id }),
  ),
});
