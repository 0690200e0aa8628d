import { carriesOut, readJson } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  PUT: carriesOut("reorder_pairs", ({ req }) => readJson(req)),
});
