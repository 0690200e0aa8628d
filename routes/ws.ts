import { define } from "@/lib/server/define.ts";
import { answerSocket } from "@/lib/server/socket/serve_socket.ts";

export const handler = define.handlers({ GET: answerSocket });
