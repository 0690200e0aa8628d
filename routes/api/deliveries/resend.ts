import { carriesOut, readObject } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  POST: carriesOut("resend_delivery", ({ req }) => readObject(req)),
});
