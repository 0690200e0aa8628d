import { define } from "@/lib/http/define.ts";
import { serveSocket } from "@/lib/http/serve_socket.ts";

export const handler = define.handlers({ GET: serveSocket });
