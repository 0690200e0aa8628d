import { define } from "@/lib/http/define.ts";
import { answerSocket } from "@/lib/http/serve_socket.ts";

export const handler = define.handlers({ GET: answerSocket });
