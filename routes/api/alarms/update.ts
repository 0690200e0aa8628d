import { carriesOut, readJson } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  POST: carriesOut("update_alarms", ({ req }) => readJson(req)),
});
