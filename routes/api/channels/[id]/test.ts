import { carriesOut } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";

export const handler = define.handlers({
  POST: carriesOut("test_channel", ({ params }) => ({ id: params.id })),
});
